import { describe, expect, test } from 'vitest';
import { fc } from '../../testing/properties.ts';
import fixtures from './fixtures/rates.json' with { type: 'json' };
import { rateOf, type Case } from './rates.ts';

/** `a+ a- b+`: two cases of group a, of which one passed, and one of b. */
function parse(cases: string): Case[] {
  return cases.split(' ').map((text) => ({ group: text.slice(0, -1), passed: text.endsWith('+') }));
}

describe('rateOf', () => {
  test.each(fixtures)('gives the rate that Python gives: $about', ({ cases, rate }) => {
    const found = rateOf(parse(cases));
    expect([found?.count, found?.of]).toEqual([rate.count, rate.of]);
    for (const key of ['rate', 'low', 'high'] as const) expect(found?.[key]).toBeCloseTo(rate[key], 12);
  });

  test('stays open at 60 of 60, by Wilson', () => {
    const sixty = rateOf(Array.from({ length: 60 }, (_, at) => ({ group: `${at}`, passed: true })));
    // 60 / (60 + 1.96²) by hand.
    expect(sixty?.low).toBeCloseTo(60 / (60 + 1.959963984540054 ** 2), 12);
    expect(sixty?.high).toBeCloseTo(1, 12);
    expect(rateOf([])).toBeNull();
  });

  test('is no surer of the same reports told four times over', () => {
    const once = parse('a+ b- c+ d+ e- f+ g+ h-');
    const fourTimes = [...once, ...once, ...once, ...once];
    const [small, large] = [rateOf(once)!, rateOf(fourTimes)!];
    expect(large.rate).toBe(small.rate);
    expect(large.low).toBeCloseTo(small.low, 12);
    expect(large.high).toBeCloseTo(small.high, 12);
  });

  test('lies within its interval, and the interval within 0 and 1', () => {
    const anyCase = fc.record({ group: fc.constantFrom('a', 'b', 'c', 'd'), passed: fc.boolean() });
    fc.assert(
      fc.property(fc.array(anyCase, { minLength: 1, maxLength: 30 }), (cases) => {
        const { rate, low, high } = rateOf(cases)!;
        return 0 <= low && low <= rate + 1e-12 && rate <= high + 1e-12 && high <= 1 + 1e-12;
      }),
      { numRuns: 50 },
    );
  });
});
