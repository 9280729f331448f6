import { expect, test } from 'vitest';
import { conversionWorkers } from './processors.ts';

test('there is always a worker, and never more than four', () => {
  expect([0, 1, 2, 4, 8, 64].map(conversionWorkers)).toEqual([1, 1, 2, 4, 4, 4]);
});
