import { expect, test } from 'vitest';
import { fc } from '../../testing/properties.ts';
import { bootstrapMean, DEFAULT_BOOTSTRAP } from './bootstrap.ts';

test('no values have no mean', () => {
  expect(bootstrapMean([])).toBeNull();
});

test('equal values leave no doubt', () => {
  expect(bootstrapMean([0.5, 0.5, 0.5])).toEqual({ mean: 0.5, low: 0.5, high: 0.5 });
});

test('the same seed gives the same interval', () => {
  const values = [0.1, 0.9, 0.4, 0.7];
  expect(bootstrapMean(values)).toEqual(bootstrapMean(values));
  const other = bootstrapMean(values, { ...DEFAULT_BOOTSTRAP, seed: 1, resamples: 20 });
  expect(other).not.toEqual(bootstrapMean(values, { ...DEFAULT_BOOTSTRAP, seed: 2, resamples: 20 }));
});

test('the interval of many tosses of a fair coin is that of the normal law', () => {
  const interval = bootstrapMean(Array.from({ length: 400 }, (_, i) => i % 2));
  // Standard error 0.5 / 20 = 0.025, so 1.96 of them each side.
  expect(interval?.low).toBeCloseTo(0.451, 1);
  expect(interval?.high).toBeCloseTo(0.549, 1);
});

test('the mean lies within the values and the interval within their range', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 30 }),
      (values) => {
        const interval = bootstrapMean(values, { ...DEFAULT_BOOTSTRAP, resamples: 50 });
        if (interval === null) return false;
        const slack = 1e-9;
        return (
          interval.low <= interval.high + slack &&
          interval.low >= Math.min(...values) - slack &&
          interval.high <= Math.max(...values) + slack
        );
      },
    ),
    { numRuns: 50 },
  );
});
