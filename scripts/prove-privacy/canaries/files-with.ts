import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

/**
 * Files below a folder that hold `word`, or have it in their name, in any form in which a browser writes text: UTF-8,
 * UTF-16, percent signs, Base64 at each of its three positions. The browser must be closed, or its last writes are
 * missing.
 */
export function filesWith(folder: string, word: string): string[] {
  const forms = formsOf(word);
  return filesOf(folder)
    .filter((path) => {
      if (relative(folder, path).includes(word)) return true;
      const bytes = readFileSync(path);
      return forms.some((form) => bytes.includes(form));
    })
    .map((path) => relative(folder, path));
}

function formsOf(word: string): Buffer[] {
  // Base64 takes three bytes at a time: only the groups that lie wholly inside the word look the same every time.
  const base64 = [0, 1, 2].map((shift) => {
    const whole = Buffer.from('x'.repeat(shift) + word).toString('base64');
    return Buffer.from(whole.slice(shift === 0 ? 0 : 4, Math.floor((shift + word.length) / 3) * 4));
  });
  const texts = [
    Buffer.from(word, 'utf8'),
    Buffer.from(word, 'utf16le'),
    Buffer.from(encodeURIComponent(word)),
  ];
  return [...texts, ...base64];
}

function filesOf(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    const entry = statSync(path, { throwIfNoEntry: false });
    if (entry === undefined) return [];
    return entry.isDirectory() ? filesOf(path) : entry.isFile() ? [path] : [];
  });
}
