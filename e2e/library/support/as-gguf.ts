import type { LlamaArchitecture } from '../../../src/domain/model/architecture.ts';
import { toBytes } from '../../../src/testing/generators/memory-files.ts';
import type { TensorFixture } from '../../../src/testing/generators/safetensors-file.ts';
import { tinyGguf } from '../../../src/testing/generators/tiny-llama.ts';
import { TINY_SPECIAL } from '../../../src/testing/generators/tiny-tokenizer.ts';

interface TensorEntry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

interface TokenizerJson {
  readonly model: { readonly vocab: Readonly<Record<string, number>>; readonly merges: readonly string[] };
}

/** A checkpoint folder with a byte-level tokenizer as the one GGUF file that a converter makes of it. */
export function asGguf(
  architecture: LlamaArchitecture,
  folder: Readonly<Record<string, Uint8Array | string | object>>,
): Uint8Array {
  const tokenizer = JSON.parse(text(folder['tokenizer.json'])) as TokenizerJson;
  const tokens = Object.entries(tokenizer.model.vocab)
    .sort(([, a], [, b]) => a - b)
    .map(([token]) => token);
  return tinyGguf(architecture, tensorsOf(toBytes(folder['model.safetensors'] ?? '')), {
    'general.name': 'Tiny base',
    'general.license': 'apache-2.0',
    'tokenizer.ggml.model': 'gpt2',
    'tokenizer.ggml.pre': 'smollm',
    'tokenizer.ggml.tokens': tokens,
    'tokenizer.ggml.token_type': Int32Array.from(tokens, (_, id) => (id < TINY_SPECIAL.length ? 3 : 1)),
    'tokenizer.ggml.merges': tokenizer.model.merges,
  });
}

function tensorsOf(file: Uint8Array): TensorFixture[] {
  const length = Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + length))) as Record<
    string,
    unknown
  >;
  const data = file.subarray(8 + length);
  return Object.entries(header).flatMap(([name, entry]) => {
    if (name === '__metadata__') return [];
    const { dtype, shape, data_offsets } = entry as TensorEntry;
    return [{ name, dtype, shape, bytes: data.subarray(...data_offsets) }];
  });
}

const text = (content: Uint8Array | string | object | undefined): string =>
  new TextDecoder().decode(toBytes(content ?? ''));
