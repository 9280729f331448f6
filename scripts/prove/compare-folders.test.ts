import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { compareFolders } from './compare-folders.ts';

let root: string;
let one: string;
let other: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'readroom-compare-'));
  [one, other] = [join(root, 'one'), join(root, 'other')];
  mkdirSync(join(one, 'assets'), { recursive: true });
  writeFileSync(join(one, 'index.html'), 'page');
  writeFileSync(join(one, 'assets', 'a.wasm'), new Uint8Array(100));
  cpSync(one, other, { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true }));

it('copies are equal', () => {
  expect(compareFolders(one, other)).toEqual([]);
});

it('one other byte, one more file and one file less are each named', () => {
  writeFileSync(join(other, 'assets', 'a.wasm'), new Uint8Array(100).fill(1, 99));
  writeFileSync(join(other, 'more.js'), '');
  rmSync(join(other, 'index.html'));
  expect(compareFolders(one, other)).toEqual([
    'assets/a.wasm differs',
    'index.html is in the first only',
    'more.js is in the second only',
  ]);
});
