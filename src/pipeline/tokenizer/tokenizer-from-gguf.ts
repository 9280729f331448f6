import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { ByteSource } from '../../domain/io/byte-source.ts';
import { show } from '../formats/failure.ts';
import type { GgufHeader } from '../formats/gguf/header.ts';
import { readNumbers, readStrings } from '../formats/gguf/metadata.ts';
import { readGgufHeader } from '../formats/gguf/read-header.ts';
import { RECIPES } from './pre-tokenizers.ts';
import { mergesOfScores } from './sentencepiece-merges.ts';

/** llama.cpp's token types. */
const NORMAL = 1;
const UNKNOWN = 2;
/** These two tokenizer.json lists apart from the vocabulary. */
const CONTROL = 3;
const USER_DEFINED = 4;

/** Llama 3 has 128,256 tokens and 280,147 merges. Twice as many still fit into memory as strings. */
const MAX_STRINGS = 524_288;

/**
 * The text of a tokenizer.json (Hugging Face tokenizers) rebuilt from a GGUF's vocabulary and merges, or scores in
 * Llama 2's kind. The same file always gives the same text. Merges are written in the older form, "a b", which every version of the library reads.
 * No post-processor: the chat template writes every special token itself.
 * @throws ReadroomError `format/unsupported-tokenizer` for a vocabulary that cannot be rebuilt, `format/…`
 */
export async function tokenizerFromGguf(source: ByteSource, signal?: AbortSignal): Promise<string> {
  const header = await readGgufHeader(source, signal);
  const isSentencePiece = header.metadata.get('tokenizer.ggml.model') === 'llama';
  return JSON.stringify((isSentencePiece ? sentencePiece : byteLevel)(header, source.name));
}

/** What both kinds share. */
interface Vocabulary {
  readonly tokens: readonly string[];
  readonly types: readonly number[];
  readonly added: readonly object[];
  readonly ids: Readonly<Record<string, number>>;
}

function vocabularyOf(header: GgufHeader, file: string, special: ReadonlySet<number>): Vocabulary {
  const tokens = strings(header, 'tokenizer.ggml.tokens', file);
  const types = numbers(header, 'tokenizer.ggml.token_type', tokens.length, file);
  if (new Set(tokens).size !== tokens.length) {
    throw new ReadroomError('format/duplicate-name', `${file}: a token is twice in the vocabulary`);
  }
  const added = tokens.flatMap((content, id) => {
    const type = types[id] ?? NORMAL;
    if (!special.has(type) && type !== USER_DEFINED) return [];
    const flags = { single_word: false, lstrip: false, rstrip: false, normalized: false };
    return [{ id, content, ...flags, special: special.has(type) }];
  });
  return { tokens, types, added, ids: Object.fromEntries(tokens.map((token, id) => [token, id])) };
}

/** GPT-2's kind: bytes as characters, cut by a regular expression, merges in the file. */
function byteLevel(header: GgufHeader, file: string): object {
  const recipe = requireRecipe(header, file);
  const { added, ids } = vocabularyOf(header, file, new Set([CONTROL]));
  return {
    ...frame(added),
    normalizer: null,
    pre_tokenizer: recipe.preTokenizer,
    decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: {
      ...bpe({ unk: null, byteFallback: false }),
      ignore_merges: recipe.ignoreMerges,
      vocab: ids,
      merges: strings(header, 'tokenizer.ggml.merges', file),
    },
  };
}

/** Llama 2's kind: blanks as ▁, one put in front, scores in the file in place of merges, bytes for what is left. */
function sentencePiece(header: GgufHeader, file: string): object {
  const { tokens, types, added, ids } = vocabularyOf(header, file, new Set([CONTROL, UNKNOWN]));
  const scores = numbers(header, 'tokenizer.ggml.scores', tokens.length, file);
  const pieces = new Map<string, number>();
  for (const [id, token] of tokens.entries()) {
    // Text never becomes a control token, a byte's name or an unused row.
    if (types[id] === NORMAL && !token.includes(' ')) pieces.set(token, scores[id] ?? 0);
  }
  const prefix = header.metadata.get('tokenizer.ggml.add_space_prefix') !== false;
  return {
    ...frame(added),
    normalizer: {
      type: 'Sequence',
      normalizers: [
        ...(prefix ? [{ type: 'Prepend', prepend: '▁' }] : []),
        { type: 'Replace', pattern: { String: ' ' }, content: '▁' },
      ],
    },
    pre_tokenizer: null,
    decoder: {
      type: 'Sequence',
      decoders: [
        { type: 'Replace', pattern: { String: '▁' }, content: ' ' },
        { type: 'ByteFallback' },
        { type: 'Fuse' },
        ...(prefix ? [{ type: 'Strip', content: ' ', start: 1, stop: 0 }] : []),
      ],
    },
    model: {
      ...bpe({ unk: tokens[types.indexOf(UNKNOWN)] ?? null, byteFallback: true }),
      vocab: ids,
      merges: mergesOfScores(pieces, file),
    },
  };
}

function frame(added: readonly object[]): object {
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: added,
    normalizer: null,
    pre_tokenizer: null,
    post_processor: null,
  };
}

function bpe({ unk, byteFallback }: { unk: string | null; byteFallback: boolean }): object {
  return {
    type: 'BPE',
    dropout: null,
    unk_token: unk,
    continuing_subword_prefix: null,
    end_of_word_suffix: null,
    fuse_unk: byteFallback,
    byte_fallback: byteFallback,
    ignore_merges: false,
  };
}

function requireRecipe(header: GgufHeader, file: string): { preTokenizer: object; ignoreMerges: boolean } {
  const { metadata } = header;
  const model = metadata.get('tokenizer.ggml.model');
  const pre = metadata.get('tokenizer.ggml.pre');
  const recipe = model === 'gpt2' && typeof pre === 'string' ? RECIPES.get(pre) : undefined;
  if (recipe === undefined) {
    const found =
      model === 'gpt2' ? `tokenizer.ggml.pre ${show(pre)}` : `tokenizer.ggml.model ${show(model)}`;
    throw new ReadroomError(
      'format/unsupported-tokenizer',
      `${file}: ${found}; give the model's tokenizer.json`,
    );
  }
  return recipe;
}

function strings(header: GgufHeader, key: string, file: string): string[] {
  const value = header.metadata.get(key);
  if (typeof value !== 'object' || value.itemType !== 'string') {
    throw new ReadroomError('format/bad-tokenizer', `${file}: ${key}`);
  }
  if (value.count > MAX_STRINGS) {
    throw new ReadroomError('format/over-limit', `${file}: ${value.count} ${key}, at most ${MAX_STRINGS}`);
  }
  return readStrings(header.bytes, value, file);
}

/** An array with one number for each token. */
function numbers(header: GgufHeader, key: string, count: number, file: string): number[] {
  const value = header.metadata.get(key);
  if (typeof value !== 'object' || value.count !== count) {
    throw new ReadroomError('format/bad-tokenizer', `${file}: ${key}`);
  }
  return readNumbers(header.bytes, value, file);
}
