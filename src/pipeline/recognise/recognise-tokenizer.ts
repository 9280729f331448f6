import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { FileSet } from '../../domain/io/byte-source.ts';
import { TOKENIZER } from '../shards/model-files.ts';
import { tokenizerFacts, type TokenizerFacts } from '../shards/tokenizer-facts.ts';
import { requireOwnVocabulary } from '../tokenizer/own-vocabulary.ts';
import { readTokenizer } from '../tokenizer/read-tokenizer.ts';
import type { RecognisedBase } from './recognise-base.ts';

export interface RecognisedTokenizer {
  /** The text of the model's tokenizer.json. */
  readonly json: string;
  readonly facts: TokenizerFacts;
  readonly specialTokens: readonly string[];
}

/** @throws ReadroomError `pipeline/missing-tokenizer`, `format/…` */
export async function recogniseTokenizer(
  files: FileSet,
  { facts, source }: RecognisedBase,
  signal?: AbortSignal,
): Promise<RecognisedTokenizer> {
  if (facts.tokenizer === 'file' && !files.names.includes(TOKENIZER)) {
    const alone = files.names.includes('tokenizer.model') ? 'tokenizer.model alone is not enough' : '';
    throw new ReadroomError('pipeline/missing-tokenizer', alone);
  }
  const json = await readTokenizer(facts.tokenizer, files, source, signal);
  const { vocabSize } = facts.architecture;
  const tokenizer = tokenizerFacts(json, vocabSize);
  requireOwnVocabulary(tokenizer.tokens, vocabSize);
  return { json, facts: tokenizer, specialTokens: [...tokenizer.specialIds.keys()] };
}
