import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileDifferences, recordDifferences } from './check-library.ts';
import { COMMITTED_LIBRARIES } from './committed-libraries.ts';
import { parseRecord } from './compile-library.ts';
import { readIndex, withLibrary, writeIndex } from './library-index.ts';
import { libraryName } from './library-request.ts';
import { LIBRARIES_FOLDER } from './paths.ts';
import { testLibrary } from './test-library.ts';

const DATA = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
/** What the libraries may weigh together with the app, each. */
const MAX_COMMITTED_BYTES = 5_000_000;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'readroom-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the index of the libraries', () => {
  it('keeps records sorted by name and replaces one of the same name', async () => {
    let index = await readIndex(folder);
    for (const name of ['b', 'a', 'b']) index = withLibrary(index, testLibrary(name, DATA));
    await writeIndex(folder, index);
    expect((await readIndex(folder)).libraries.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(readdirSync(folder)).toEqual(['index.json']);
  });

  it('is left as it was when a record is not as the app reads it', async () => {
    await writeIndex(folder, withLibrary(await readIndex(folder), testLibrary('a', DATA)));
    const before = readFileSync(join(folder, 'index.json'), 'utf8');
    const wrong = { ...testLibrary('b', DATA), bytes: -1 };
    await expect(writeIndex(folder, { schemaVersion: 1, libraries: [wrong] })).rejects.toThrow();
    expect(readFileSync(join(folder, 'index.json'), 'utf8')).toBe(before);
    expect(readdirSync(folder)).toEqual(['index.json']);
  });

  it('is refused when it is damaged, rather than taken for empty', async () => {
    writeFileSync(join(folder, 'index.json'), '{"schemaVersion":1,"libraries":[{"name":');
    await expect(readIndex(folder)).rejects.toThrow('no JSON');
    writeFileSync(join(folder, 'index.json'), '{"schemaVersion":2,"libraries":[]}');
    await expect(readIndex(folder)).rejects.toThrow('schemaVersion');
  });

  it('is refused when it is there and cannot be read', async () => {
    mkdirSync(join(folder, 'index.json'));
    await expect(readIndex(folder)).rejects.toThrow('cannot be read');
  });

  it('holds no record that the compiler writes in another form than the app reads', () => {
    const record = testLibrary('a', DATA);
    expect(parseRecord(record)).toEqual(record);
    expect(() => parseRecord({ ...record, abi: 2 })).toThrow('abi');
    expect(() => parseRecord({ ...record, surprise: true })).toThrow('surprise');
  });
});

describe('a check', () => {
  it('reports a flipped byte, a missing byte and a missing file', () => {
    const kept = testLibrary('a', DATA);
    const path = join(folder, kept.file);
    expect(fileDifferences(kept, path)).toEqual(['a.wasm is missing']);
    writeFileSync(path, DATA);
    expect(fileDifferences(kept, path)).toEqual([]);
    const flipped = DATA.slice();
    flipped[5] = 64;
    writeFileSync(path, flipped);
    expect(fileDifferences(kept, path)).toEqual(['a.wasm is damaged: its SHA-256 is not the index’s']);
    writeFileSync(path, DATA.slice(1));
    expect(fileDifferences(kept, path)).toEqual(['a.wasm has 7 bytes, the index says 8']);
  });

  it('names the tools and the sources when they are other ones', () => {
    const kept = testLibrary('a', DATA);
    const reordered = { ...kept, toolchain: { emscripten: '3.1.6', tvm: '0.27.0' } };
    expect(recordDifferences(kept, reordered)).toEqual([]);
    const rebuilt = {
      ...kept,
      toolchain: { tvm: '0.28.0', emscripten: '3.1.6' },
      sourceSha256: 'cd'.repeat(32),
    };
    const found = recordDifferences(kept, rebuilt);
    expect(found).toHaveLength(2);
    expect(found[0]).toContain('0.28.0');
    expect(found[1]).toMatch(/^sourceSha256/);
  });
});

describe('the committed libraries', () => {
  it('are all in the index, and nothing else is', async () => {
    const { libraries } = await readIndex(LIBRARIES_FOLDER);
    expect(libraries.map(({ name }) => name)).toEqual(COMMITTED_LIBRARIES.map(libraryName).sort());
    const files = readdirSync(LIBRARIES_FOLDER).filter((name) => name.endsWith('.wasm'));
    expect(files.sort()).toEqual(libraries.map(({ file }) => file).sort());
  });

  it('are the bytes that the index describes, each under 5 MB', async () => {
    const { libraries } = await readIndex(LIBRARIES_FOLDER);
    for (const library of libraries) {
      expect(fileDifferences(library, join(LIBRARIES_FOLDER, library.file))).toEqual([]);
      expect(library.bytes).toBeLessThan(MAX_COMMITTED_BYTES);
    }
  });

  it('compute in float16 only where they ask for shader-f16', async () => {
    const { libraries } = await readIndex(LIBRARIES_FOLDER);
    for (const { compute, requires } of libraries) {
      expect(requires.features.includes('shader-f16')).toBe(compute === 'float16');
    }
  });
});
