import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import type { LibraryIndex, ModelLibrary } from '../../src/domain/model/model-library.ts';
import { CompileError } from './compile-error.ts';
import { parseRecord } from './compile-library.ts';
import { compilerPython } from './compiler-python.ts';
import { libraryName, type LibraryRequest } from './library-request.ts';
import { runCompiler } from './run-compiler.ts';

const AnswerSchema = v.strictObject({ record: v.unknown(), differences: v.array(v.string()) });

/**
 * Rebuilds a library in a temporary folder and compares it, and its record, with what is kept.
 * @returns what differs, a sentence each; empty when nothing does
 */
export async function checkLibrary(
  request: LibraryRequest,
  folder: string,
  index: LibraryIndex,
  onProgress: (line: string) => void,
): Promise<string[]> {
  const name = libraryName(request);
  const kept = index.libraries.find((library) => library.name === name);
  if (kept === undefined) return [`${name} is not in the index`];
  const path = join(folder, kept.file);
  const damaged = fileDifferences(kept, path);
  if (damaged.length > 0) return damaged;
  const answer = v.safeParse(
    AnswerSchema,
    await runCompiler(await compilerPython(), 'check', request, ['--library', path], onProgress),
  );
  if (!answer.success) throw new CompileError('The compiler’s answer to a check is not as expected.');
  return [...answer.output.differences, ...recordDifferences(kept, parseRecord(answer.output.record))];
}

/** Whether the kept file is still the one that the index describes; needs no compiler. */
export function fileDifferences(kept: ModelLibrary, path: string): string[] {
  let data: Buffer;
  try {
    data = readFileSync(path);
  } catch {
    return [`${kept.file} is missing`];
  }
  if (data.length !== kept.bytes) {
    return [`${kept.file} has ${data.length} bytes, the index says ${kept.bytes}`];
  }
  const sha256 = createHash('sha256').update(data).digest('hex');
  return sha256 === kept.sha256 ? [] : [`${kept.file} is damaged: its SHA-256 is not the index’s`];
}

/** Fields that differ between two records; tools and sources explain different bytes, so they are named too. */
export function recordDifferences(kept: ModelLibrary, rebuilt: ModelLibrary): string[] {
  const keys = Object.keys(rebuilt) as (keyof ModelLibrary)[];
  return keys
    .filter((key) => stable(kept[key]) !== stable(rebuilt[key]))
    .map((key) => `${key}: kept ${stable(kept[key])}, rebuilt ${stable(rebuilt[key])}`);
}

/** JSON with sorted keys. */
function stable(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
