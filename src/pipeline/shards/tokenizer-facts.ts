import { unwrap } from '../../domain/result.ts';
import { isObject } from '../../domain/json/bounded-json.ts';
import { parseTokenizerJson } from '../tokenizer/tokenizer-json.ts';

/** What a tokenizer.json says that engines must be told in their own formats. */
export interface TokenizerFacts {
  /** Token texts by id, in the vocabulary's own spelling (byte-level characters, ▁ for blanks). */
  readonly tokens: ReadonlyMap<number, string>;
  /** Pairs in the order of their priority. */
  readonly merges: readonly (readonly [string, string])[];
  /** Ids of tokens that text may not produce, by their text. */
  readonly specialIds: ReadonlyMap<string, number>;
  /** Added tokens that are ordinary text to a reader. */
  readonly userDefinedIds: ReadonlySet<number>;
  /** True for SentencePiece-like vocabularies with <0x00> tokens, false for byte-level ones. */
  readonly byteFallback: boolean;
  readonly preTokenizer: unknown;
  /** Id of the special token that `text` begins with. */
  leadingSpecialId(text: string): number | null;
}

/** @throws ReadroomError `format/…` when the tokenizer.json is damaged */
export function tokenizerFacts(tokenizerJson: string, vocabSize: number): TokenizerFacts {
  const { json, vocab } = unwrap(parseTokenizerJson(tokenizerJson, vocabSize));
  const model = isObject(json['model']) ? json['model'] : {};
  const tokens = new Map<number, string>();
  for (const [text, id] of vocab) tokens.set(id, text);
  const specialIds = new Map<string, number>();
  const userDefinedIds = new Set<number>();
  for (const added of Array.isArray(json['added_tokens']) ? (json['added_tokens'] as unknown[]) : []) {
    if (!isObject(added)) continue;
    const { id, content, special } = added;
    if (typeof id !== 'number' || typeof content !== 'string') continue;
    tokens.set(id, content);
    if (special === true) specialIds.set(content, id);
    else userDefinedIds.add(id);
  }
  let merges: TokenizerFacts['merges'] | null = null;
  return {
    tokens,
    // Hundreds of thousands of pairs that only a GGUF needs.
    get merges() {
      merges ??= mergePairs(model['merges']);
      return merges;
    },
    specialIds,
    userDefinedIds,
    byteFallback: model['byte_fallback'] === true,
    preTokenizer: json['pre_tokenizer'],
    leadingSpecialId: (text) => {
      for (const [special, id] of specialIds) if (text.startsWith(special)) return id;
      return null;
    },
  };
}

/** Merges come as "a b" in older files and as [a, b] in newer ones. */
function mergePairs(merges: unknown): (readonly [string, string])[] {
  if (!Array.isArray(merges)) return [];
  const pairs: (readonly [string, string])[] = [];
  for (const merge of merges as unknown[]) {
    const pair: unknown = typeof merge === 'string' ? merge.split(' ') : merge;
    const [left, right] = Array.isArray(pair) ? (pair as unknown[]) : [];
    if (typeof left === 'string' && typeof right === 'string') pairs.push([left, right]);
  }
  return pairs;
}
