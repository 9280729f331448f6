import { ReadroomError } from '../../domain/errors/readroom-error.ts';

/**
 * Embedding rows without a token that a real model may have: they pad the vocabulary to a round number or wait for
 * tokens that were never added. Of published Llamas and their kin none has more than a thousand.
 */
const MAX_UNUSED_ROWS = 1024;

/**
 * A vocabulary far smaller than the embedding belongs to another model, although each of its ids has a row. (A larger
 * one is refused where it is parsed.)
 * @throws ReadroomError `format/bad-tokenizer`
 */
export function requireOwnVocabulary(tokens: ReadonlyMap<number, string>, vocabSize: number): void {
  let size = 0;
  for (const id of tokens.keys()) size = Math.max(size, id + 1);
  if (vocabSize - size > MAX_UNUSED_ROWS) {
    throw new ReadroomError(
      'format/bad-tokenizer',
      `tokenizer.json: ${size} tokens, where the base has ${vocabSize}`,
    );
  }
}
