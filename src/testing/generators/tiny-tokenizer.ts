import type { MetadataFixture } from './gguf-file.ts';

/** The byte-level alphabet: a printable character for each byte (GPT-2's scheme). */
export const BYTE_CHARACTERS: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte).map(
  (byte) => {
    const printable = (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
    if (printable) return String.fromCharCode(byte);
    const before = Array.from({ length: byte }, (_, b) => b).filter(
      (b) => !((b >= 33 && b <= 126) || (b >= 161 && b <= 172) || b >= 174),
    );
    return String.fromCharCode(256 + before.length);
  },
);

export const TINY_SPECIAL: readonly string[] = ['<|endoftext|>', '<|im_start|>', '<|im_end|>'];
const MERGES = ['l u', 'lu n', 'lun g', 'Ġ lung', 'e f', 'ef f', 'Ġ n', 'Ġn o', '1 2'];
const TINY_TOKENS: readonly string[] = [
  ...TINY_SPECIAL,
  ...BYTE_CHARACTERS,
  ...MERGES.map((merge) => merge.replace(' ', '')),
];

/** A byte-level vocabulary as a GGUF's metadata keeps it. */
export function tinyVocabulary(pre = 'smollm'): MetadataFixture {
  return {
    'tokenizer.ggml.model': 'gpt2',
    'tokenizer.ggml.pre': pre,
    'tokenizer.ggml.tokens': TINY_TOKENS,
    'tokenizer.ggml.token_type': Int32Array.from(TINY_TOKENS, (_, id) => (id < TINY_SPECIAL.length ? 3 : 1)),
    'tokenizer.ggml.merges': MERGES,
  };
}

/** A byte-level tokenizer.json with a few merges. */
export function tinyTokenizerJson(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: TINY_SPECIAL.map((content, id) => ({ id, content, special: true, normalized: false })),
    normalizer: null,
    pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
    post_processor: null,
    decoder: { type: 'ByteLevel' },
    model: {
      type: 'BPE',
      unk_token: null,
      vocab: Object.fromEntries(TINY_TOKENS.map((token, id) => [token, id])),
      merges: MERGES,
    },
    ...changes,
  };
}
