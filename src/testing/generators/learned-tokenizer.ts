import { BYTE_CHARACTERS, TINY_SPECIAL } from './tiny-tokenizer.ts';

/** Texts of the kind that tests type; merges are learned from them, so that words take few tokens. */
const LESSON = [
  'The lungs are clear. No pleural effusion or pneumothorax. The heart size is normal.',
  'There is a small left pleural effusion with adjacent atelectasis. No acute osseous abnormality.',
  'The cardiac silhouette is enlarged. Mild pulmonary edema. A right chest tube is in place.',
  'No focal consolidation is seen. The mediastinal contours are unremarkable. Stable granuloma.',
  'Increased opacity at the right base, compatible with pneumonia. Follow up is recommended.',
];

/**
 * A byte-level tokenizer.json of exactly `vocabSize` tokens: three special ones, 256 bytes, and the merges that
 * byte-pair encoding learns from a few sentences (ties go to the pair that was seen first). Where the lesson has no
 * more pairs, tokens that no text can produce fill the vocabulary.
 */
export function learnedTokenizerJson(vocabSize: number): Record<string, unknown> {
  const alphabet = [...TINY_SPECIAL, ...BYTE_CHARACTERS];
  const merges = learnMerges(vocabSize - alphabet.length);
  const tokens = [...alphabet, ...merges.map(([left, right]) => left + right)];
  while (tokens.length < vocabSize) tokens.push(`<unused${tokens.length}>`);
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: TINY_SPECIAL.map((content, id) => ({
      id,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: null,
    pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
    post_processor: null,
    decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
      merges: merges.map(([left, right]) => `${left} ${right}`),
    },
  };
}

function learnMerges(most: number): [string, string][] {
  const words = LESSON.flatMap((text) => text.match(/ ?[A-Za-z]+|[^A-Za-z ]/g) ?? []).map((word) =>
    Array.from(word.replace(' ', 'Ġ')),
  );
  const merges: [string, string][] = [];
  while (merges.length < most) {
    const pair = commonestPair(words);
    if (pair === null) break;
    merges.push(pair);
    for (const word of words) mergeIn(word, pair);
  }
  return merges;
}

function commonestPair(words: readonly (readonly string[])[]): [string, string] | null {
  const counts = new Map<string, number>();
  for (const word of words) {
    for (let i = 0; i + 1 < word.length; i++) {
      const key = `${word[i] ?? ''} ${word[i + 1] ?? ''}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  let best: string | null = null;
  for (const [key, count] of counts) if (best === null || count > (counts.get(best) ?? 0)) best = key;
  const [left, right] = best?.split(' ') ?? [];
  return left === undefined || right === undefined ? null : [left, right];
}

function mergeIn(word: string[], [left, right]: readonly [string, string]): void {
  for (let i = 0; i + 1 < word.length; i++) {
    if (word[i] === left && word[i + 1] === right) word.splice(i, 2, left + right);
  }
}
