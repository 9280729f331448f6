import { mkdirSync } from 'node:fs';
import { extname, join } from 'node:path';

/**
 * Where a run's file goes: one run writes the path itself, several write a file each into a folder of that name, which
 * is made.
 * @param extension of the files in the folder, such as `.jsonl`
 */
export function outputPath(
  path: string | null,
  label: string,
  runs: number,
  extension: string,
): string | null {
  if (path === null || runs === 1) return path;
  mkdirSync(path, { recursive: true });
  return join(path, `${label.replaceAll(/[^A-Za-z0-9._-]+/g, '-')}${extension}`);
}

/** Beside `drafts.jsonl`, the drafts of changed findings: `drafts.variants.jsonl`. */
export function variantsPath(path: string | null): string | null {
  if (path === null) return null;
  const extension = extname(path);
  return `${path.slice(0, path.length - extension.length)}.variants${extension}`;
}
