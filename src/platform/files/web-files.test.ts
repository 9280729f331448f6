import { expect, test } from 'vitest';
import { webFileSet } from './web-files.ts';

const named = (name: string, bytes: number[] = []): { name: string; file: File } => ({
  name,
  file: new File([Uint8Array.from(bytes)], name.slice(name.lastIndexOf('/') + 1)),
});

const set = webFileSet([named('a.bin', [1, 2, 3, 4]), named('b.bin'), named('original/a.bin', [5])]);

test('a chosen file is read by ranges and known by its name', async () => {
  expect(set.names).toEqual(['a.bin', 'b.bin', 'original/a.bin']);
  const source = set.open('a.bin');
  expect([source?.size, await source?.read(1, 2)]).toEqual([4, Uint8Array.of(2, 3)]);
  expect(set.open('../a.bin')).toBeNull();
  expect(await set.open('original/a.bin')?.read(0, 1)).toEqual(Uint8Array.of(5));
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

test('two files of one name are refused, since nobody can tell which one was meant', () => {
  expect(() => webFileSet([named('a.bin'), named('a.bin', [1])])).toThrow(
    expect.objectContaining({ code: 'format/duplicate-name' }) as Error,
  );
});
