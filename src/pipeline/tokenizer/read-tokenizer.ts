import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { FileSet } from '../../domain/io/byte-source.ts';
import type { ModelConfig } from '../../domain/model/model-config.ts';
import { TOKENIZER } from '../shards/model-files.ts';
import type { WeightSource } from '../weight-source.ts';
import { MAX_TOKENIZER_BYTES } from './tokenizer-json.ts';
import { tokenizerFromGguf } from './tokenizer-from-gguf.ts';

/**
 * The text of the model's tokenizer.json: the file beside the base's weights, or rebuilt from its GGUF.
 * @throws ReadroomError `pipeline/missing-tokenizer`, `pipeline/config-mismatch`, `format/…`
 */
export async function readTokenizer(
  kind: ModelConfig['tokenizer']['kind'],
  files: FileSet,
  base: Pick<WeightSource, 'format' | 'files'>,
  signal?: AbortSignal,
): Promise<string> {
  const name = kind === 'file' ? TOKENIZER : (base.files[0]?.name ?? '');
  const source = files.open(name);
  if (kind === 'gguf') {
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
