import { baseName } from '../../domain/io/base-name.ts';
import type { ChosenFiles } from '../../platform/files/chosen-files.ts';

export type Looks = 'adapter' | 'base' | 'other';

const ADAPTER_NAMES = ['adapter_config.json', 'adapter_model.safetensors', 'adapter_model.bin'];
const BASE_NAMES = ['config.json', 'tokenizer.json', 'model.safetensors.index.json'];
const BASE_ENDINGS = ['.gguf', '.safetensors', '.bin', '.pth', '.pt', '.onnx'];

/** What files look like by their names alone, to know which input they are meant for; that input then says what is wrong. */
export function looksLike({ files }: ChosenFiles): Looks {
  const names = files.map(({ name }) => baseName(name).toLowerCase());
  if (names.some((name) => ADAPTER_NAMES.includes(name))) return 'adapter';
  const ofBase = (name: string): boolean =>
    BASE_NAMES.includes(name) || BASE_ENDINGS.some((ending) => name.endsWith(ending));
  return names.some(ofBase) ? 'base' : 'other';
}
