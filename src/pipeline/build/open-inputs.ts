import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { FileSet } from '../../domain/io/byte-source.ts';
import type { ModelConfig } from '../../domain/model/model-config.ts';
import { openBase } from '../formats/open-base.ts';
import { openAdapter } from '../formats/peft/open-adapter.ts';
import { MAX_TOKENIZER_BYTES } from '../tokenizer/tokenizer-json.ts';
import { tokenizerFromGguf } from '../tokenizer/tokenizer-from-gguf.ts';
import { TOKENIZER } from '../shards/model-files.ts';
import type { Adapter, WeightSource } from '../weight-source.ts';
import { requireSameArchitecture } from './check-inputs.ts';

export interface BuildInputs {
  readonly base: WeightSource;
  readonly adapter: Adapter | null;
  readonly tokenizerJson: string;
  /** Names in the base's folder of every file that decides the output. */
  readonly baseFiles: readonly string[];
  readonly adapterFiles: readonly string[];
}

/**
 * Opens everything a build reads and checks it against the config, before a byte is written.
 * @throws ReadroomError `pipeline/…`, `format/…`
 */
export async function openInputs(
  config: ModelConfig,
  baseFiles: FileSet,
  adapterFiles: FileSet | null,
  signal?: AbortSignal,
): Promise<BuildInputs> {
  if (config.adapter !== null && adapterFiles === null) throw new ReadroomError('pipeline/missing-adapter');
  if (config.adapter === null && adapterFiles !== null) {
    throw new ReadroomError('pipeline/adapter-mismatch', 'an adapter was given and the config names none');
  }
  const base = await openBase(baseFiles, signal);
  if (base.format !== config.base.format) {
    throw new ReadroomError('pipeline/config-mismatch', `a ${base.format} base, not ${config.base.format}`);
  }
  requireSameArchitecture(config.architecture, base.architecture);
  const adapter = adapterFiles === null ? null : await openAdapter(adapterFiles, config.architecture, signal);
  const tokenizerJson = await readTokenizer(config, baseFiles, base, signal);
  const names = base.files.map((file) => file.name);
  if (config.tokenizer.kind === 'file') names.push(TOKENIZER);
  return {
    base,
    adapter,
    tokenizerJson,
    baseFiles: [...new Set(names)],
    adapterFiles: adapter?.files.map((file) => file.name) ?? [],
  };
}

async function readTokenizer(
  config: ModelConfig,
  files: FileSet,
  base: WeightSource,
  signal?: AbortSignal,
): Promise<string> {
  const name = config.tokenizer.kind === 'file' ? TOKENIZER : (base.files[0]?.name ?? '');
  const source = files.open(name);
  if (config.tokenizer.kind === 'gguf') {
    if (base.format !== 'gguf' || source === null) {
      throw new ReadroomError(
        'pipeline/config-mismatch',
        'the tokenizer is to come from a GGUF, and the base is none',
      );
    }
    return tokenizerFromGguf(source, signal);
  }
  if (source === null) throw new ReadroomError('pipeline/missing-tokenizer');
  if (source.size > MAX_TOKENIZER_BYTES) {
    throw new ReadroomError(
      'format/over-limit',
      `${TOKENIZER}: ${source.size} bytes, at most ${MAX_TOKENIZER_BYTES}`,
    );
  }
  const bytes = await source.read(0, source.size, signal);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new ReadroomError('format/bad-tokenizer', `${TOKENIZER}: not UTF-8`);
  }
}
