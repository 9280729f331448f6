import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { TokenizerFacts } from '../shards/tokenizer-facts.ts';
import { preTokenizerName } from './pre-tokenizer-name.ts';

/** llama.cpp's kinds of token. */
const KIND = { normal: 1, unknown: 2, control: 3, userDefined: 4, unused: 5, byte: 6 } as const;
/** Below the score of every token that a merge makes. */
const NO_SCORE = -1e6;

export interface GgufVocabulary {
  readonly model: 'gpt2' | 'llama';
  readonly pre: string;
  /** One text for every row of the embedding. */
  readonly tokens: readonly string[];
  readonly types: readonly number[];
  /** "left right"; empty for model `llama`. */
  readonly merges: readonly string[];
  /** SentencePiece's scores; null for byte-level BPE. */
  readonly scores: readonly number[] | null;
}

/** Names a tokenizer's tokens for llama.cpp. */
export type VocabularyMaker = (tokenizer: TokenizerFacts, vocabSize: number) => GgufVocabulary;

/**
 * A tokenizer.json's vocabulary in llama.cpp's terms. (Readroom sends token ids, so llama.cpp only turns ids into
 * text with it; but a view should be a whole model to any program.)
 * @throws ReadroomError `model/unsupported-tokenizer`
 */
export function ggufVocabulary(tokenizer: TokenizerFacts, vocabSize: number): GgufVocabulary {
  const special = new Set(tokenizer.specialIds.values());
  const tokens: string[] = [];
  const types: number[] = [];
  for (let id = 0; id < vocabSize; id++) {
    const text = tokenizer.tokens.get(id);
    tokens.push(text ?? `[PAD${id}]`);
    types.push(text === undefined ? KIND.unused : kindOf(id, text, special, tokenizer));
  }
  if (tokenizer.byteFallback) {
    const scores = mergeScores(tokenizer, vocabSize);
    return { model: 'llama', pre: 'default', tokens, types, merges: [], scores };
  }
  const pre = preTokenizerName(tokenizer.preTokenizer);
  if (pre === null) throw new ReadroomError('model/unsupported-tokenizer', 'its pre-tokenizer is not known');
  const merges = tokenizer.merges.map(([left, right]) => `${left} ${right}`);
  return { model: 'gpt2', pre, tokens, types, merges, scores: null };
}

function kindOf(id: number, text: string, special: ReadonlySet<number>, tokenizer: TokenizerFacts): number {
  if (tokenizer.byteFallback && text === '<unk>') return KIND.unknown;
  if (special.has(id)) return KIND.control;
  if (tokenizer.userDefinedIds.has(id)) return KIND.userDefined;
  if (tokenizer.byteFallback && /^<0x[0-9A-F]{2}>$/.test(text)) return KIND.byte;
  return KIND.normal;
}

/** SentencePiece joins the pair whose result scores highest; the first merge therefore gets the highest score. */
function mergeScores(tokenizer: TokenizerFacts, vocabSize: number): number[] {
  const scores = new Array<number>(vocabSize).fill(NO_SCORE);
  const ids = new Map([...tokenizer.tokens].map(([id, text]) => [text, id]));
  for (const [rank, [left, right]] of tokenizer.merges.entries()) {
    const id = ids.get(left + right);
    if (id !== undefined && scores[id] === NO_SCORE) scores[id] = -rank;
  }
  return scores;
}
