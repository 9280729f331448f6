import { Tokenizer } from '@huggingface/tokenizers';
import type { PromptPart, TokenCodec } from '../../domain/prompt/prompt-parts.ts';
import { unwrap } from '../../domain/result.ts';
import { isObject } from '../../domain/json/bounded-json.ts';
import { librarySteps } from './library-steps.ts';
import { parseTokenizerJson, type TokenizerJson } from './tokenizer-json.ts';

/** Ids are checked against the architecture when a model is built; here only absurd ones are refused. */
const ANY_VOCAB_SIZE = 1_048_576;

/** A TokenCodec that also tells its special tokens. */
export interface PromptCodec extends TokenCodec {
  readonly specialTokens: readonly string[];
}

/**
 * A TokenCodec over the text of a tokenizer.json. The ids of a prompt are those of the reference tokenizer for the
 * whole string: text on both sides of a border between parts is joined before byte-pair encoding. Special tokens in
 * plain text are not recognised; they become the ordinary characters they are made of.
 * @throws ReadroomError `format/bad-tokenizer`, `format/unsupported-tokenizer`, `format/…`
 */
export function createTokenCodec(tokenizerJson: string): PromptCodec {
  const parsed = unwrap(parseTokenizerJson(tokenizerJson, ANY_VOCAB_SIZE));
  const special = new Map(
    parsed.addedTokens.filter((token) => token.special).map(({ content, id }) => [content, id]),
  );
  const tokenizer = createTextTokenizer(parsed);
  const encode = (text: string): number[] =>
    text === '' ? [] : tokenizer.encode(text, { add_special_tokens: false }).ids;

  return {
    encodePrompt(parts: readonly PromptPart[]): number[] {
      const ids: number[] = [];
      let text = '';
      for (const part of parts) {
        for (const piece of part.kind === 'template'
          ? splitSpecial(part.text, [...special.keys()])
          : [part.text]) {
          const id = part.kind === 'template' ? special.get(piece) : undefined;
          if (id === undefined) text += piece;
          else {
            ids.push(...encode(text), id);
            text = '';
          }
        }
      }
      return [...ids, ...encode(text)];
    },
    count: (text) => encode(text).length,
    specialTokenId: (text) => special.get(text) ?? null,
    specialTokens: [...special.keys()],
  };
}

/** The library's tokenizer, with the special tokens taken out so that no text can be one. */
function createTextTokenizer({ json, vocab, addedTokens }: TokenizerJson): Tokenizer {
  const special = new Set(addedTokens.filter((token) => token.special).map((token) => token.content));
  const added = (json['added_tokens'] ?? []) as readonly { readonly content: string }[];
  const tokenizer = new Tokenizer(
    {
      ...json,
      added_tokens: added.filter(({ content }) => !special.has(content)),
      normalizer: json['normalizer'] ?? null,
      pre_tokenizer: librarySteps(json['pre_tokenizer']),
      post_processor: null,
      decoder: null,
    },
    {},
  );
  const { model } = tokenizer;
  const byteFallback = isObject(json['model']) && json['model']['byte_fallback'] === true;
  if (model !== null && model.unk_token_id === undefined && !byteFallback) {
    // A character without a token is dropped before merging, as in the reference: its neighbours may then merge.
    const encode = model.encode.bind(model);
    const keep = (word: string): string =>
      Array.from(word)
        .filter((unit) => vocab.has(unit))
        .join('');
    model.encode = (words): string[] => encode(words.map(keep));
  }
  return tokenizer;
}

/** The text cut around special tokens; where several could start, the longest wins, as in the reference. */
export function splitSpecial(text: string, special: readonly string[]): string[] {
  if (special.length === 0) return [text];
  const escaped = [...special]
    .sort((a, b) => b.length - a.length)
    .map((token) => token.replace(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`));
  return text.split(new RegExp(`(${escaped.join('|')})`)).filter((piece) => piece !== '');
}
