import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** What differs between the files of two folders, a sentence for each; empty when they are equal byte for byte. */
export function compareFolders(first: string, second: string): string[] {
  const one = filesOf(first);
  const other = filesOf(second);
  const differences = other
    .filter((name) => !one.includes(name))
    .map((name) => `${name} is in the second only`);
  for (const name of one) {
    if (!other.includes(name)) differences.push(`${name} is in the first only`);
    else if (!readFileSync(join(first, name)).equals(readFileSync(join(second, name)))) {
      differences.push(`${name} differs`);
    }
  }
  return differences.sort();
}

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'));
}
