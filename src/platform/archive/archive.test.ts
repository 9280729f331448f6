import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { ByteSource, FileSet } from '../../domain/io/byte-source.ts';
import { memorySource } from '../../testing/generators/memory-files.ts';
import { createRandom } from '../../testing/generators/random.ts';
import {
  archiveBytes as archiveOf,
  foreignArchiveBytes as foreign,
} from '../../testing/library/archive-bytes.ts';
import type { Files } from '../../testing/library/tiny-model-files.ts';
import { openArchive } from './open-archive.ts';
import { createArchiveWriter } from './write-archive.ts';

const utf8 = new TextEncoder();
const random = createRandom(5);
const NOISE = Uint8Array.from({ length: 20_000 }, () => random.integer(256));
const FILES: Files = {
  'params_shard_0.bin': NOISE,
  'tensor-cache.json': utf8.encode('{"records": []}'.repeat(5000)),
  'empty.bin': new Uint8Array(),
  'model-libs/index.json': utf8.encode('{}'),
};

async function zip64Of(files: Files): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  const sink = new WritableStream<Uint8Array>({ write: (chunk) => void parts.push(chunk.slice()) });
  const writer = createArchiveWriter(sink, { zip64: true });
  for (const [path, bytes] of Object.entries(files)) await writer.add(path, bytes);
  await writer.close();
  return new Uint8Array(await new Blob(parts as BlobPart[]).arrayBuffer());
}

const open = (bytes: Uint8Array): Promise<FileSet> => openArchive(memorySource('model.zip', bytes));

async function contents(set: FileSet): Promise<Record<string, Uint8Array>> {
  const read = set.names.map(async (name) => {
    const source = set.open(name)!;
    return [name, await source.read(0, source.size)] as const;
  });
  return Object.fromEntries(await Promise.all(read));
}

describe('an archive', () => {
  it.each([
    ['plain', archiveOf],
    ['ZIP64', zip64Of],
  ])('gives back every file that was put into it (%s)', async (_, make) => {
    const set = await open(await make(FILES));
    expect(await contents(set)).toEqual(FILES);
    expect(await set.open('params_shard_0.bin')?.read(77, 5)).toEqual(NOISE.slice(77, 82));
    expect(set.open('other')).toBeNull();
  });

  it('is the same bytes whenever it is made', async () => {
    const first = await archiveOf(FILES);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 1e10 });
    const second = await archiveOf(FILES);
    vi.useRealTimers();
    expect(Buffer.compare(first, second)).toBe(0);
  });

  it('reads what other tools make of the same files: compressed, in a folder, with their own extras', async () => {
    const inFolder = Object.fromEntries(Object.entries(FILES).map(([path, bytes]) => [`m/${path}`, bytes]));
    const noise = { '__MACOSX/m/._a': NOISE, 'm/.DS_Store': NOISE };
    const set = await open(await foreign({ ...inFolder, ...noise }));
    expect(await contents(set)).toEqual(inFolder);
  });

  it('is read and written alike by Python’s zipfile', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'readroom-zip-'));
    try {
      writeFileSync(join(folder, 'ours.zip'), await archiveOf(FILES));
      const script =
        "import sys,zipfile;z=zipfile.ZipFile('ours.zip');assert z.testzip() is None;" +
        "o=zipfile.ZipFile('theirs.zip','w',zipfile.ZIP_DEFLATED);" +
        '[o.writestr(n,z.read(n)) for n in z.namelist()];o.close()';
      execFileSync('python3', ['-c', script], { cwd: folder });
      expect(await contents(await open(readFileSync(join(folder, 'theirs.zip'))))).toEqual(FILES);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('reads no more than it is asked for', async () => {
    const source = memorySource('model.zip', await archiveOf(FILES));
    const set = await openArchive(source);
    source.reads.bytes = 0;
    await set.open('params_shard_0.bin')?.read(1000, 10);
    expect(source.reads.bytes).toBeLessThan(200);
  });

  it('writes and finds entries beyond 4 GiB', async () => {
    // A hole before the archive moves every offset behind 4 GiB, as one large shard would.
    const GAP = 5 * 2 ** 30;
    const parts: Uint8Array[] = [];
    const sink = new WritableStream<Uint8Array>({ write: (chunk) => void parts.push(chunk.slice()) });
    const writer = createArchiveWriter(sink, { offset: GAP });
    await writer.add('a.bin', NOISE);
    await writer.add('b/c.bin', NOISE.slice(5));
    await writer.close();
    const tail = new Uint8Array(await new Blob(parts as BlobPart[]).arrayBuffer());
    const sparse: ByteSource = {
      name: 'large.zip',
      size: GAP + tail.length,
      read(offset, length) {
        const bytes = new Uint8Array(length);
        for (let i = Math.max(offset, GAP); i < offset + length; i++) bytes[i - offset] = tail[i - GAP] ?? 0;
        return Promise.resolve(bytes);
      },
    };
    expect(await contents(await openArchive(sparse))).toEqual({ 'a.bin': NOISE, 'b/c.bin': NOISE.slice(5) });
  });
});

/** Changes bytes of the list of entries, where `field` is the offset in a record (APPNOTE 4.3.12). */
function inDirectory(bytes: Uint8Array, field: number, value: number, size: 2 | 4): Uint8Array {
  const out = bytes.slice();
  const view = new DataView(out.buffer);
  for (let at = 0; at + 46 < out.length; at++) {
    if (view.getUint32(at, true) !== 0x02014b50) continue;
    if (size === 2) view.setUint16(at + field, value, true);
    else view.setUint32(at + field, value, true);
    break;
  }
  return out;
}

function renamed(bytes: Uint8Array, from: string, to: string): Uint8Array {
  const text = Buffer.from(bytes).toString('latin1').replaceAll(from, to);
  return Uint8Array.from(Buffer.from(text, 'latin1'));
}

describe('a hostile archive', () => {
  const small = { 'a.bin': NOISE.slice(0, 100), 'b.bin': NOISE.slice(100, 300) };
  const table: [string, () => Promise<Uint8Array>, string][] = [
    ['empty', () => Promise.resolve(new Uint8Array()), 'library/bad-archive'],
    ['no archive', () => Promise.resolve(NOISE), 'library/bad-archive'],
    ['cut', async () => (await archiveOf(small)).slice(0, -30), 'library/bad-archive'],
    ['cut at the front', async () => (await archiveOf(small)).slice(60), 'library/bad-archive'],
    [
      'one name twice',
      async () => renamed(await archiveOf(small), 'b.bin', 'a.bin'),
      'format/duplicate-name',
    ],
    [
      'a path out of its folder',
      async () => renamed(await archiveOf({ 'xx/a': NOISE }), 'xx/', '../'),
      'format/unsafe-path',
    ],
    [
      'an absolute path',
      async () => renamed(await archiveOf({ 'xa.bin': NOISE }), 'xa', '/a'),
      'format/unsafe-path',
    ],
    [
      'a Windows path',
      async () => renamed(await archiveOf({ 'xa.bin': NOISE }), 'xa', '\\a'),
      'format/unsafe-path',
    ],
    ['an absurd size', async () => inDirectory(await foreign(small), 24, 0x7fffffff, 4), 'format/over-limit'],
    [
      'a lying size of a stored file',
      async () => inDirectory(await archiveOf(small), 24, 99, 4),
      'library/bad-archive',
    ],
    [
      'another compression method',
      async () => inDirectory(await archiveOf(small), 10, 12, 2),
      'library/bad-archive',
    ],
    ['an encrypted file', async () => await foreign(small, { password: 'x' }), 'library/bad-archive'],
    ['a bomb', async () => await foreign({ 'a.bin': new Uint8Array(2_000_000) }), 'format/over-limit'],
    [
      'an offset beyond the end',
      async () => inDirectory(await archiveOf(small), 42, 1e6, 4),
      'library/bad-archive',
    ],
    [
      'an offset into a file',
      async () => inDirectory(await archiveOf(small), 42, 7, 4),
      'library/bad-archive',
    ],
    [
      'an own header that names another file',
      async () => {
        const bytes = await archiveOf(small);
        bytes[30] = 0x7a;
        return bytes;
      },
      'library/bad-archive',
    ],
    [
      'a compressed file that grows past its size',
      async () => inDirectory(await foreign({ 'a.bin': utf8.encode('x'.repeat(5000)) }), 24, 100, 4),
      'library/bad-archive',
    ],
    [
      'a compressed file with a flipped bit',
      async () => {
        const bytes = await foreign({ 'a.bin': utf8.encode('lungs clear '.repeat(50)) });
        bytes[60] = (bytes[60] ?? 0) ^ 1;
        return bytes;
      },
      'library/bad-archive',
    ],
  ];

  it.each(table)('%s is refused by name', async (_, make, code) => {
    const bytes = await make();
    await expect(open(bytes).then(contents)).rejects.toMatchObject({ name: 'ReadroomError', code });
  });

  it('with too many entries is refused before they are all read', async () => {
    const count = 20_001;
    const RECORD = 47;
    const bytes = new Uint8Array(count * RECORD + 22);
    const view = new DataView(bytes.buffer);
    for (let at = 0; at < count * RECORD; at += RECORD) {
      view.setUint32(at, 0x02014b50, true);
      view.setUint16(at + 28, 1, true);
      bytes[at + 46] = 0x61;
    }
    const end = count * RECORD;
    view.setUint32(end, 0x06054b50, true);
    view.setUint16(end + 8, count, true);
    view.setUint16(end + 10, count, true);
    view.setUint32(end + 12, end, true);
    await expect(open(bytes)).rejects.toMatchObject({ code: 'format/over-limit' });
  }, 60_000);

  it('ends with its own error or gives some files, whatever bytes are damaged', async () => {
    const whole = await foreign(small);
    const damage = createRandom(11);
    for (let round = 0; round < 300; round++) {
      const bytes = whole.slice();
      for (let faults = 0; faults < 3; faults++) bytes[damage.integer(bytes.length)] = damage.integer(256);
      const outcome = await open(bytes)
        .then(contents)
        .then(
          () => 'read',
          (error: unknown) => (error as Error).name,
        );
      expect(['read', 'ReadroomError']).toContain(outcome);
    }
  }, 60_000);

  it('stops when the reader is aborted', async () => {
    const set = await open(await foreign(FILES));
    await expect(set.open('params_shard_0.bin')?.read(0, 10, AbortSignal.abort())).rejects.toMatchObject({
      name: 'AbortError',
    });
  });
});
