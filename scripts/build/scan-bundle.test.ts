import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { scanBundle } from './scan-bundle.ts';

const EXPLAINED = [{ url: 'https://react.dev/errors/', from: 'react', why: 'text of an error' }];
let dist: string;

beforeEach(() => {
  dist = mkdtempSync(join(tmpdir(), 'readroom-scan-'));
  mkdirSync(join(dist, 'assets'));
  writeFileSync(join(dist, 'index.html'), '<script src="/assets/a.js"></script>');
  writeFileSync(join(dist, 'assets', 'a.js'), 'throw Error("https://react.dev/errors/1")');
});
afterEach(() => rmSync(dist, { recursive: true }));

it('a build that names no host but explained ones passes', async () => {
  expect(await scanBundle(dist, EXPLAINED)).toEqual([]);
});

it.each([
  ['assets/b.js', 'fetch("https://elsewhere.example/a")', 'https://elsewhere.example/a'],
  ['assets/b.wasm', '\0asm\x01wss://elsewhere.example\0', 'wss://elsewhere.example'],
  ['page.css', 'a{background:url(//elsewhere.example/a.png)}', '//elsewhere.example/a.png'],
  ['data.json', '{"url":"http:\\/\\/elsewhere.example"}', 'http://elsewhere.example'],
])('an address in %s is named', async (name, content, url) => {
  writeFileSync(join(dist, name), content);
  expect(await scanBundle(dist, EXPLAINED)).toEqual([`${name} names ${url}`]);
});

it('an explanation that nothing needs any more is named, so that the list stays short', async () => {
  writeFileSync(join(dist, 'assets', 'a.js'), '');
  expect(await scanBundle(dist, EXPLAINED)).toEqual([
    'nothing needs the explanation of https://react.dev/errors/ any more',
  ]);
});

it('licences may quote what their authors wrote', async () => {
  writeFileSync(join(dist, 'third-party-licences.txt'), 'https://elsewhere.example/licence');
  expect(await scanBundle(dist, EXPLAINED)).toEqual([]);
});
