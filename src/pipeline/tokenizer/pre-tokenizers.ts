/** GPT-2's own split, which the byte-level pre-tokenizer applies by itself (`use_regex`). */
export const GPT2_REGEX =
  "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

/** Llama 3's split, as its tokenizer.json has it. */
export const LLAMA3_REGEX =
  "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

/** Qwen's variant of it: one digit at a time. */
export const SINGLE_DIGIT_REGEX = LLAMA3_REGEX.replace('\\p{N}{1,3}', '\\p{N}');

export interface PreTokenizerRecipe {
  /** The `pre_tokenizer` of tokenizer.json. */
  readonly preTokenizer: Readonly<Record<string, unknown>>;
  /** Whether a whole word of the vocabulary is taken as it is, without merging. */
  readonly ignoreMerges: boolean;
}

const byteLevel = (useRegex: boolean): Readonly<Record<string, unknown>> => ({
  type: 'ByteLevel',
  add_prefix_space: false,
  trim_offsets: true,
  use_regex: useRegex,
});

const sequence = (...pretokenizers: unknown[]): Readonly<Record<string, unknown>> => ({
  type: 'Sequence',
  pretokenizers,
});

/** llama.cpp's names of pre-tokenizers (`tokenizer.ggml.pre`) that can be rebuilt exactly. */
export const RECIPES: ReadonlyMap<string, PreTokenizerRecipe> = new Map([
  ['gpt-2', { preTokenizer: byteLevel(true), ignoreMerges: false }],
  [
    'smollm',
    {
      preTokenizer: sequence({ type: 'Digits', individual_digits: true }, byteLevel(true)),
      ignoreMerges: false,
    },
  ],
  [
    'llama-bpe',
    {
      preTokenizer: sequence(
        { type: 'Split', pattern: { Regex: LLAMA3_REGEX }, behavior: 'Isolated', invert: false },
        byteLevel(false),
      ),
      ignoreMerges: true,
    },
  ],
]);
