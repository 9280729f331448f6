import * as v from 'valibot';
import { expect, it } from 'vitest';
import { AssetListSchema, canonicalText } from './asset-list.ts';

const A = 'a'.repeat(64);
const B = 'b'.repeat(64);

it("the text that a build's id is the hash of has one line per file, whatever order they come in", () => {
  const page = { path: '/', bytes: 12, sha256: A };
  const script = { path: '/assets/x-1.js', bytes: 3, sha256: B };
  expect(canonicalText([script, page])).toBe(`${A} 12 /\n${B} 3 /assets/x-1.js\n`);
  expect(canonicalText([page, script])).toBe(canonicalText([script, page]));
});

it.each(['/', '/icon.svg', '/assets/a-1_B@2.js', '/model-libs/index.json'])('%s may be listed', (path) => {
  const list = { schemaVersion: 2, build: A, files: [{ path, bytes: 0, sha256: B }] };
  expect(v.is(AssetListSchema, list)).toBe(true);
});

it.each([
  '',
  'a.js',
  '//elsewhere.example/a.js',
  '/../a.js',
  '/a/',
  '/a?b',
  'https://elsewhere.example/a',
  '/%2e%2e',
])('"%s" may not', (path) => {
  const list = { schemaVersion: 2, build: A, files: [{ path, bytes: 0, sha256: B }] };
  expect(v.is(AssetListSchema, list)).toBe(false);
});
