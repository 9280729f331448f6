import { expect, test } from 'vitest';
import { webFileSet } from './web-files.ts';

const set = webFileSet([new File([Uint8Array.of(1, 2, 3, 4)], 'a.bin'), new File([], 'b.bin')]);

test('a chosen file is read by ranges and known by its name', async () => {
  expect(set.names).toEqual(['a.bin', 'b.bin']);
  const source = set.open('a.bin');
  expect([source?.size, await source?.read(1, 2)]).toEqual([4, Uint8Array.of(2, 3)]);
  expect(set.open('../a.bin')).toBeNull();
});

test.each([
  [3, 2],
  [-1, 1],
  [0, 5],
  [5, 0],
])('a range outside the file is refused: %i + %i', async (offset, length) => {
  await expect(set.open('a.bin')?.read(offset, length)).rejects.toMatchObject({ code: 'format/truncated' });
});

test('a cancelled read reads nothing', async () => {
  await expect(set.open('a.bin')?.read(0, 1, AbortSignal.abort())).rejects.toMatchObject({
    name: 'AbortError',
  });
});
