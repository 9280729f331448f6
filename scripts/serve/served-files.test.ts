import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { AssetListSchema } from '../../src/domain/build/asset-list.ts';
import { listServedFiles } from './served-files.ts';

let dist: string;

beforeAll(() => {
  dist = mkdtempSync(join(tmpdir(), 'readroom-served-'));
  mkdirSync(join(dist, 'assets'));
  mkdirSync(join(dist, 'model-libs'));
  for (const name of [
    'index.html',
    'assets.json',
    'service-worker.js',
    '.hidden',
    'with space.txt',
    'icon.svg',
  ])
    writeFileSync(join(dist, name), name === 'service-worker.js' ? 'the list\ncode' : name);
  writeFileSync(join(dist, 'assets', 'b-1.js'), 'b');
  writeFileSync(join(dist, 'assets', 'a-1.wasm'), new Uint8Array([0, 255]));
  writeFileSync(join(dist, 'model-libs', 'tiny.wasm'), 'library');
});

afterAll(() => rmSync(dist, { recursive: true }));

const hash = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');

it('a build lists every file that the server sends, by the path it is sent at, and nothing else', async () => {
  const list = await listServedFiles(dist);
  expect(v.is(AssetListSchema, list)).toBe(true);
  expect(list.files).toEqual([
    { path: '/', bytes: 10, sha256: hash('index.html') },
    { path: '/assets/a-1.wasm', bytes: 2, sha256: hash(new Uint8Array([0, 255])) },
    { path: '/assets/b-1.js', bytes: 1, sha256: hash('b') },
    { path: '/icon.svg', bytes: 8, sha256: hash('icon.svg') },
    { path: '/model-libs/tiny.wasm', bytes: 7, sha256: hash('library') },
    // Without its first line, which names this list.
    { path: '/service-worker.js', bytes: 4, sha256: hash('code') },
  ]);
});

it('one changed byte anywhere changes the id of the build, and putting it back restores it', async () => {
  const before = (await listServedFiles(dist)).build;
  writeFileSync(join(dist, 'model-libs', 'tiny.wasm'), 'librarz');
  expect((await listServedFiles(dist)).build).not.toBe(before);
  writeFileSync(join(dist, 'model-libs', 'tiny.wasm'), 'library');
  expect((await listServedFiles(dist)).build).toBe(before);
});
