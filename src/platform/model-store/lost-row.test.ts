import { expect, test } from 'vitest';
import { rowUnlessLost } from './lost-row.ts';

const LOST = new DOMException('Failed to read large IndexedDB value', 'UnknownError');
const wrapped = Object.assign(new Error('wrapped'), { name: 'AbortError', inner: LOST });

test.each([LOST, wrapped])('a row whose bytes the browser has lost counts as gone', async (error) => {
  let tries = 0;
  const row = await rowUnlessLost<string>(() => {
    tries += 1;
    return Promise.reject(error);
  });
  expect([row, tries]).toEqual([undefined, 2]);
});

test('a failure that passes costs nothing', async () => {
  let tries = 0;
  const row = await rowUnlessLost(() => {
    tries += 1;
    return tries === 1 ? Promise.reject(LOST) : Promise.resolve('bytes');
  });
  expect(row).toBe('bytes');
});

test('any other failure is told and nothing is given up for it', async () => {
  const closed = new DOMException('closed', 'InvalidStateError');
  await expect(rowUnlessLost(() => Promise.reject(closed))).rejects.toBe(closed);
});
