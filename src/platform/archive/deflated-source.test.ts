import { ZipReader, Uint8ArrayReader, type FileEntry } from '@zip.js/zip.js/index-native.js';
import { expect, it } from 'vitest';
import { foreignArchiveBytes } from '../../testing/library/archive-bytes.ts';
import { deflatedSource, type Unpacked } from './deflated-source.ts';

const BYTES = Uint8Array.from({ length: 5_000 }, (_, index) => index % 7);

async function entryOf(bytes: Uint8Array): Promise<FileEntry> {
  const reader = new ZipReader(new Uint8ArrayReader(await foreignArchiveBytes({ 'a.bin': bytes })), {
    useWebWorkers: false,
  });
  const entry = (await reader.getEntries()).find(({ filename }) => filename === 'a.bin');
  if (entry?.directory !== false) throw new Error('no entry');
  return entry;
}

it('keeps nothing of an entry that was read whole: the bytes are its reader’s alone', async () => {
  const unpacked: Unpacked = { current: null };
  const source = deflatedSource('x.zip', await entryOf(BYTES), unpacked);
  expect(await source.read(0, 5_000)).toEqual(BYTES);
  expect(unpacked.current).toBeNull();
  expect(await source.read(0, 5_000)).toEqual(BYTES);
});

it('unpacks an entry once for the parts of it that are read one after the other', async () => {
  const unpacked: Unpacked = { current: null };
  const source = deflatedSource('x.zip', await entryOf(BYTES), unpacked);
  expect(await source.read(0, 10)).toEqual(BYTES.slice(0, 10));
  const kept = unpacked.current;
  expect(await source.read(4_990, 10)).toEqual(BYTES.slice(4_990));
  expect(unpacked.current).toBe(kept);
  expect(kept?.bytes).toHaveLength(5_000);
});
