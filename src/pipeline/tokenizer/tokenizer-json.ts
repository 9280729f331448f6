import type { ReadroomError } from '../../domain/errors/readroom-error.ts';
import { ok, type Result } from '../../domain/result.ts';
import { fail } from '../../domain/errors/fail.ts';
import { show } from '../formats/failure.ts';
import {
  isObject,
  parseBoundedText,
  type JsonLimits,
  type JsonObject,
} from '../../domain/json/bounded-json.ts';
import { checkPieces } from './tokenizer-pieces.ts';

export interface AddedToken {
  readonly id: number;
  readonly content: string;
  /** Control tokens such as `<|im_end|>`; the others are ordinary text with an id of its own. */
  readonly special: boolean;
}

/** A tokenizer.json that passed the checks. */
export interface TokenizerJson {
  readonly json: JsonObject;
  readonly vocab: ReadonlyMap<string, number>;
  readonly addedTokens: readonly AddedToken[];
  /** Highest token id plus one. */
  readonly size: number;
}

/** Llama 3's takes 17 MB in its longest form. */
export const MAX_TOKENIZER_BYTES: number = 32 * 1024 * 1024;
/** Llama 3 has 128,256 tokens and 280,147 merges of two parts each. */
const LIMITS: JsonLimits = { maxBytes: MAX_TOKENIZER_BYTES, maxDepth: 10, maxValues: 2_000_000 };
const MAX_TOKENS = 1_048_576;
const MAX_ADDED = 4096;
const MAX_TOKEN_LENGTH = 1024;

/**
 * Checks a tokenizer.json (format: Hugging Face tokenizers): byte-pair encoding with parts that are known to give
 * the reference's ids. Every id must be below `vocabSize`, the architecture's, or the model has no such row.
 */
export function parseTokenizerJson(text: string, vocabSize: number): Result<TokenizerJson, ReadroomError> {
  const parsed = parseBoundedText(text, LIMITS, 'tokenizer.json');
  if (!parsed.ok) return parsed;
  const json = parsed.value;
  const pieces = checkPieces(json);
  if (!pieces.ok) return pieces;
  const vocab = parseVocab(json['model'], Math.min(vocabSize, MAX_TOKENS));
  if (!vocab.ok) return vocab;
  const added = parseAdded(json['added_tokens'] ?? [], vocab.value, Math.min(vocabSize, MAX_TOKENS));
  if (!added.ok) return added;
  let size = 0;
  for (const id of vocab.value.values()) size = Math.max(size, id + 1);
  for (const { id } of added.value) size = Math.max(size, id + 1);
  return ok({ json, vocab: vocab.value, addedTokens: added.value, size });
}

function parseVocab(model: unknown, vocabSize: number): Result<Map<string, number>, ReadroomError> {
  if (!isObject(model) || !isObject(model['vocab'])) return bad('model.vocab');
  const vocab = new Map<string, number>();
  const listed = model['vocab'];
  const taken = new Uint8Array(vocabSize);
  // Not entries(): a hundred thousand pairs would be made to be thrown away.
  for (const token of Object.keys(listed)) {
    const id = listed[token];
    if (!isId(id, vocabSize)) return bad(`id ${show(id)} in a vocabulary of ${vocabSize}`);
    if (taken[id] === 1) return bad(`two tokens with id ${id}`);
    taken[id] = 1;
    vocab.set(token, id);
  }
  if (vocab.size === 0) return bad('an empty vocabulary');
  return checkMerges(model['merges'], vocab);
}

/** Each merge joins two tokens into a third; anything else would make the library fail in the middle of a report. */
function checkMerges(
  merges: unknown,
  vocab: Map<string, number>,
): Result<Map<string, number>, ReadroomError> {
  if (!Array.isArray(merges)) return bad('model.merges');
  const isPairs = Array.isArray(merges[0]);
  for (const merge of merges as readonly unknown[]) {
    const pair = isPairs ? listedPair(merge) : writtenPair(merge);
    if (pair === null) return bad('a merge');
    const [left, right] = pair;
    if (!vocab.has(left) || !vocab.has(right) || !vocab.has(left + right))
      return bad('a merge of unknown tokens');
  }
  return ok(vocab);
}

/** `["a", "b"]`, as newer files have it. */
function listedPair(merge: unknown): readonly [string, string] | null {
  if (!Array.isArray(merge) || merge.length !== 2) return null;
  const [left, right] = merge as readonly unknown[];
  return typeof left === 'string' && typeof right === 'string' ? [left, right] : null;
}

/** `"a b"`, as older files have it. Quicker than split() by half. */
function writtenPair(merge: unknown): readonly [string, string] | null {
  if (typeof merge !== 'string') return null;
  const blank = merge.indexOf(' ');
  if (blank < 0 || merge.includes(' ', blank + 1)) return null;
  return [merge.slice(0, blank), merge.slice(blank + 1)];
}

function parseAdded(
  value: unknown,
  vocab: ReadonlyMap<string, number>,
  vocabSize: number,
): Result<AddedToken[], ReadroomError> {
  if (!Array.isArray(value)) return bad('added_tokens');
  if (value.length > MAX_ADDED)
    return fail('format/over-limit', `tokenizer.json: ${value.length} added tokens`);
  const added: AddedToken[] = [];
  const contents = new Set<string>();
  for (const item of value as readonly unknown[]) {
    if (!isObject(item)) return bad('an added token');
    const { id, content, special } = item;
    if (typeof content !== 'string' || content === '' || content.length > MAX_TOKEN_LENGTH)
      return bad('an added token');
    if (!isId(id, vocabSize) || (vocab.get(content) ?? id) !== id) return bad(`the id of ${show(content)}`);
    if (contents.has(content)) return fail('format/duplicate-name', `tokenizer.json: ${show(content)}`);
    contents.add(content);
    const unusual = ['lstrip', 'rstrip', 'single_word'].find((flag) => Boolean(item[flag]));
    if (unusual !== undefined) return fail('format/unsupported-tokenizer', `${unusual} of ${show(content)}`);
    added.push({ id, content, special: special === true });
  }
  return ok(added);
}

function isId(id: unknown, vocabSize: number): id is number {
  return typeof id === 'number' && Number.isInteger(id) && id >= 0 && id < vocabSize;
}

function bad(detail: string): Result<never, ReadroomError> {
  return fail('format/bad-tokenizer', `tokenizer.json: ${detail}`);
}
