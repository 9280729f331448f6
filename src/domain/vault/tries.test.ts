import { expect, it } from 'vitest';
import { waitBefore } from './tries.ts';

it('three tries are free, then the wait doubles from a second to five minutes and counts down', () => {
  const waits = [2, 3, 4, 5, 11, 12, 1_000].map((failed) => waitBefore({ failed, lastAt: 50 }, 50));
  expect(waits).toEqual([0, 1_000, 2_000, 4_000, 256_000, 300_000, 300_000]);
  expect(waitBefore({ failed: 5, lastAt: 50 }, 3_050)).toBe(1_000);
  expect(waitBefore({ failed: 5, lastAt: 50 }, 4_050)).toBe(0);
});

it('nobody is locked out by a clock that was wrong and has been put right', () => {
  const inAYear = 365 * 24 * 3_600_000;
  expect(waitBefore({ failed: 12, lastAt: inAYear }, 1_000)).toBe(0);
});
