import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { ByteSource } from '../../domain/io/byte-source.ts';
import { show } from '../formats/failure.ts';
import type { GgufHeader } from '../formats/gguf/header.ts';
import { readNumbers, readStrings } from '../formats/gguf/metadata.ts';
import { readGgufHeader } from '../formats/gguf/read-header.ts';
import { RECIPES } from './pre-tokenizers.ts';

/** llama.cpp's token types that tokenizer.json lists apart from the vocabulary. */
const CONTROL = 3;
const USER_DEFINED = 4;

/** Llama 3 has 128,256 tokens and 280,147 merges. Twice as many still fit into memory as strings. */
const MAX_STRINGS = 524_288;

/**
 * The text of a tokenizer.json (Hugging Face tokenizers) rebuilt from a GGUF's vocabulary and merges. The same file
 * always gives the same text. Merges are written in the older form, "a b", which every version of the library reads.
 * No post-processor: the chat template writes every special token itself.
 * @throws ReadroomError `format/unsupported-tokenizer` for a vocabulary that cannot be rebuilt, `format/…`
 */
export async function tokenizerFromGguf(source: ByteSource, signal?: AbortSignal): Promise<string> {
  const header = await readGgufHeader(source, signal);
  return buildTokenizer(header, source.name);
}

function buildTokenizer(header: GgufHeader, file: string): string {
  const recipe = requireRecipe(header, file);
  const tokens = strings(header, 'tokenizer.ggml.tokens', file);
  const merges = strings(header, 'tokenizer.ggml.merges', file);
  const types = tokenTypes(header, tokens.length, file);
  if (new Set(tokens).size !== tokens.length) {
    throw new ReadroomError('format/duplicate-name', `${file}: a token is twice in the vocabulary`);
  }
  const added = tokens.flatMap((content, id) => {
    const type = types[id];
    if (type !== CONTROL && type !== USER_DEFINED) return [];
    const special = type === CONTROL;
    return [{ id, content, single_word: false, lstrip: false, rstrip: false, normalized: false, special }];
  });
  return JSON.stringify({
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: added,
    normalizer: null,
    pre_tokenizer: recipe.preTokenizer,
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
      ignore_merges: recipe.ignoreMerges,
      vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
      merges,
    },
  });
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

function tokenTypes(header: GgufHeader, count: number, file: string): number[] {
  const value = header.metadata.get('tokenizer.ggml.token_type');
  if (typeof value !== 'object' || value.count !== count) {
    throw new ReadroomError('format/bad-tokenizer', `${file}: tokenizer.ggml.token_type`);
  }
  return readNumbers(header.bytes, value, file);
}
