import { expect, test } from 'vitest';
import { fc } from '../../../testing/properties.ts';
import { idsOfWords, MAX_WORDS, wordOf, wordsOf } from './token-words.ts';

test('ids come back from their words, in order', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: MAX_WORDS - 1 })), (ids) => {
      expect(idsOfWords(wordsOf(ids))).toEqual(ids);
    }),
  );
});

test('a word is a blank and four letters, so that llama-bpe never splits or joins words', () => {
  expect(wordsOf([0, 11173, 49151])).toBe(' aaaa aqnt cusl');
});

test('an id without a word is refused', () => {
  for (const id of [-1, 0.5, MAX_WORDS, Number.NaN]) expect(() => wordOf(id)).toThrow(RangeError);
});
