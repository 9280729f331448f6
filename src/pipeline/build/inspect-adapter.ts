import type { FileSet } from '../../domain/io/byte-source.ts';
import { unwrap } from '../../domain/result.ts';
import { MAX_ADAPTER_CONFIG_BYTES, parseAdapterConfig } from '../formats/peft/adapter-config.ts';
import { readSmallFile, requireFile } from '../formats/read-file.ts';
import { readSafetensors } from '../formats/safetensors/read-tensors.ts';

const CONFIG = 'adapter_config.json';
const WEIGHTS = 'adapter_model.safetensors';
/** Longest list of target modules that is shown. */
const SHOWN_LENGTH = 200;

/**
 * What an adapter says of itself. Whether it fits is known only beside its base: `build` checks that.
 * @throws ReadroomError `format/…`
 */
export async function inspectAdapter(
  files: FileSet,
  signal?: AbortSignal,
): Promise<readonly (readonly [name: string, value: string])[]> {
  const bytes = await readSmallFile(files, CONFIG, MAX_ADAPTER_CONFIG_BYTES, signal);
  unwrap(parseAdapterConfig(bytes));
  const config = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
  const tensors = await readSafetensors(requireFile(files, WEIGHTS), signal);
  const text = (key: string): string => JSON.stringify(config[key] ?? null).slice(0, SHOWN_LENGTH);
  return [
    ['made for', text('base_model_name_or_path')],
    ['r', text('r')],
    ['lora_alpha', text('lora_alpha')],
    ['use_rslora', text('use_rslora')],
    ['target_modules', text('target_modules')],
    ['modules_to_save', text('modules_to_save')],
    ['tensors', String(tensors.size)],
  ];
}
