import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

/** Everything the browser has written, once it is closed. Files of the profile in which `word` stands, in any of the forms a browser writes text in. */
export function filesWith(profile: string, word: string): string[] {
  const forms = [
    Buffer.from(word, 'utf8'),
    Buffer.from(word, 'utf16le'),
    Buffer.from(encodeURIComponent(word)),
  ];
  // Base64 of a word depends on where in three bytes it begins.
  for (const shift of [0, 1, 2]) {
    const text = Buffer.from(`${'x'.repeat(shift)}${word}`).toString('base64');
    forms.push(Buffer.from(text.slice(shift === 0 ? 0 : 4, text.length - 4)));
  }
  return filesOf(profile)
    .filter((path) => {
      const bytes = readFileSync(path);
      return forms.some((form) => bytes.includes(form));
    })
    .map((path) => relative(profile, path));
}

function filesOf(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    const entry = statSync(path, { throwIfNoEntry: false });
    if (entry === undefined) return [];
    return entry.isDirectory() ? filesOf(path) : entry.isFile() ? [path] : [];
  });
}
