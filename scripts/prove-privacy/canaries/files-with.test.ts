import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createCanaries } from './canary.ts';
import { filesWith } from './files-with.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'readroom-files-with-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('a word is found in every form a browser writes, in names, and in folders below', () => {
  const word = createCanaries(1).next();
  mkdirSync(join(folder, 'below'));
  const text = (before: string): string => `${before}the ${word} in the left lung`;
  writeFileSync(join(folder, 'utf8'), text(''));
  writeFileSync(join(folder, 'below', 'utf16'), Buffer.from(text(''), 'utf16le'));
  for (const before of ['', 'a', 'ab'])
    writeFileSync(join(folder, `base64-${before.length}`), Buffer.from(text(before)).toString('base64'));
  writeFileSync(join(folder, word), 'nothing inside');
  writeFileSync(join(folder, 'clean'), 'the left lung');
  expect(filesWith(folder, word).sort()).toEqual(
    ['base64-0', 'base64-1', 'base64-2', join('below', 'utf16'), word, 'utf8'].sort(),
  );
});

test('words with a space between are found in an address too', () => {
  writeFileSync(join(folder, 'address'), 'https://ris.example/?q=left%20lung');
  expect(filesWith(folder, 'left lung')).toEqual(['address']);
});

test('no canary is given out twice, and a seed repeats its canaries', () => {
  const [first, again] = [createCanaries(3), createCanaries(3)];
  const words = Array.from({ length: 1000 }, () => first.next());
  expect(new Set(words).size).toBe(1000);
  expect(words.slice(0, 5)).toEqual(Array.from({ length: 5 }, () => again.next()));
  expect(first.count()).toBe(1000);
});
