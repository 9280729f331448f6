import { expect, test } from 'vitest';
import { freeStorage, roomFor } from './free-storage.ts';

test.each([
  ['what is left of the quota', 40, 100, 60],
  ['nothing, when more is used than granted', 120, 100, 0],
  ['not known, when the browser tells no quota', 5, 0, null],
  ['not known, when the browser tells everybody 10 GiB', 436_263_878, 11_173_682_118, null],
])('free storage is %s', (_, usedBytes, quotaBytes, free) => {
  expect(freeStorage({ usedBytes, quotaBytes })).toBe(free);
});

test('a model needs more room than its bytes, and none when all of it is here', () => {
  expect(roomFor(0)).toBe(0);
  expect(roomFor(1_000_000_000)).toBeGreaterThan(1_050_000_000);
});
