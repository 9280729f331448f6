import type { MetadataFixture } from './gguf-file.ts';

const BYTES = Array.from(
  { length: 256 },
  (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`,
);
const LETTERS = ['▁', 'a', 'b', 'l', 'u', 'n', 'g', '/', 's', '<', '>'];
/** In the order of their scores, the best first. */
const PIECES = [
  '▁l',
  'un',
  'ab',
  'ung',
  '▁lung',
  '▁a',
  'aba',
  'ba',
  'ng',
  '▁▁',
  '</',
  's>',
  'nb',
  'bab',
  '🫁',
];

export const SENTENCEPIECE_TOKENS: readonly string[] = [
  '<unk>',
  '<s>',
  '</s>',
  ...BYTES,
  ...PIECES,
  ...LETTERS,
];
/** Id of the first piece that text may become. */
export const FIRST_PIECE: number = 3 + BYTES.length;

/** A vocabulary with scores in place of merges, as a GGUF of a Llama 2 keeps it. */
export function sentencePieceVocabulary(): MetadataFixture {
  const kindOf = (id: number): number => {
    if (id === 0) return 2; // unknown
    if (id < 3) return 3; // control
    return id < FIRST_PIECE ? 6 : 1; // a byte, or normal
  };
  return {
    'tokenizer.ggml.model': 'llama',
    'tokenizer.ggml.tokens': SENTENCEPIECE_TOKENS,
    'tokenizer.ggml.token_type': Int32Array.from(SENTENCEPIECE_TOKENS, (_, id) => kindOf(id)),
    'tokenizer.ggml.scores': Float64Array.from(SENTENCEPIECE_TOKENS, (_, id) =>
      id < FIRST_PIECE ? 0 : FIRST_PIECE - 1 - id,
    ),
  };
}
