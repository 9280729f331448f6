import { describe, expect, test } from 'vitest';
import pairs from './fixtures/rouge-pairs.json' with { type: 'json' };
import { rouge, rougeWords } from './rouge.ts';

describe('rouge', () => {
  test.each(pairs)('agrees with rouge-score on "$reference" against "$prediction"', (pair) => {
    const scores = rouge(pair.reference, pair.prediction);
    expect(scores.rouge1).toBeCloseTo(pair.rouge1, 12);
    expect(scores.rouge2).toBeCloseTo(pair.rouge2, 12);
    expect(scores.rougeL).toBeCloseTo(pair.rougeL, 12);
  });

  test('keeps letters a-z and digits only', () => {
    expect(rougeWords('No 3.3 mm; X-ray!')).toEqual(['no', '3', '3', 'mm', 'x', 'ray']);
  });
});
