import { describe, expect, test } from 'vitest';
import { unwrap } from '../../domain/result.ts';
import { createTokenCodec } from '../../pipeline/tokenizer/token-codec.ts';
import { parseTokenizerJson } from '../../pipeline/tokenizer/tokenizer-json.ts';
import { learnedTokenizerJson } from './learned-tokenizer.ts';

describe('the learned tokenizer', () => {
  test.each([300, 512, 1000])('has exactly %i tokens, also where the lesson has no more pairs', (size) => {
    const parsed = unwrap(parseTokenizerJson(JSON.stringify(learnedTokenizerJson(size)), size));
    expect(parsed.size).toBe(size);
    expect(parsed.vocab.size).toBe(size);
  });

  test('reads words of the lesson in few tokens and any other text in bytes', () => {
    const codec = createTokenCodec(JSON.stringify(learnedTokenizerJson(512)));
    expect(codec.count('The lungs are clear.')).toBeLessThan(8);
    expect(codec.count('Ω')).toBe(2);
  });
});
