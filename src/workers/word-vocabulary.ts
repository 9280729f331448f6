import { ReadroomError } from '../domain/errors/readroom-error.ts';
import type { GgufVocabulary } from '../pipeline/view/gguf-vocabulary.ts';
import { MAX_WORDS, wordOf } from '../platform/engine/wllama/token-words.ts';

/** Byte-level BPE's spelling of a blank. */
const BLANK = 'Ġ';
const NORMAL_TOKEN = 1;

/**
 * One made-up word per id instead of the model's own vocabulary (why: platform/engine/wllama/token-words.ts).
 * llama.cpp's `llama-bpe` splits text into words with their leading blank and takes a word that is in the vocabulary
 * whole, without merging, so each word of a prompt becomes its id. No merge is ever applied; llama.cpp wants a list.
 */
export function wordVocabulary(_tokenizer: unknown, vocabSize: number): GgufVocabulary {
  if (vocabSize > MAX_WORDS) throw new ReadroomError('model/unsupported-tokenizer', `${vocabSize} tokens`);
  return {
    model: 'gpt2',
    pre: 'llama-bpe',
    tokens: Array.from({ length: vocabSize }, (_, id) => BLANK + wordOf(id)),
    types: new Array<number>(vocabSize).fill(NORMAL_TOKEN),
    merges: [`${BLANK} a`],
    scores: null,
  };
}
