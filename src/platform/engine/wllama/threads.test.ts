import { expect, test } from 'vitest';
import { chooseThreads } from './threads.ts';

const threads = (processors: number, requested?: number): number =>
  chooseThreads({ crossOriginIsolated: true, processors, requested });

test('without cross-origin isolation there is one thread, whatever is asked for', () => {
  expect(chooseThreads({ crossOriginIsolated: false, processors: 16, requested: 8 })).toBe(1);
});

test('one processor is always left to the workstation', () => {
  expect([1, 2, 3, 4, 8, 16, 64].map((n) => threads(n))).toEqual([1, 1, 2, 3, 6, 8, 8]);
});

test('a wish is granted within what the workstation has', () => {
  expect([threads(4, 2), threads(4, 9), threads(4, 0), threads(4, Number.NaN)]).toEqual([2, 4, 1, 3]);
});
