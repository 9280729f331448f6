import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as prettier from 'prettier';
import * as v from 'valibot';
import {
  type LibraryIndex,
  LibraryIndexSchema,
  type ModelLibrary,
} from '../../src/domain/model/model-library.ts';
import { CompileError } from './compile-error.ts';

const INDEX_FILE = 'index.json';

/**
 * The index of a folder of libraries; an empty one where there is none.
 * @throws CompileError when it is there and cannot be read, or is not as the app reads it
 */
export async function readIndex(folder: string): Promise<LibraryIndex> {
  let text: string;
  try {
    text = await readFile(join(folder, INDEX_FILE), 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') {
      return { schemaVersion: 1, libraries: [] };
    }
    // Taken for empty, it would lose every record with the next write.
    throw new CompileError(`${INDEX_FILE} cannot be read.`, { cause });
  }
  const result = v.safeParse(LibraryIndexSchema, parseJson(text));
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new CompileError(`${INDEX_FILE} is damaged: ${v.getDotPath(issue) ?? ''}: ${issue.message}`);
}

/** Puts one record in, in the place of the one of the same name; sorted by name, so that changes are small. */
export function withLibrary(index: LibraryIndex, library: ModelLibrary): LibraryIndex {
  const others = index.libraries.filter(({ name }) => name !== library.name);
  const libraries = [...others, library].sort((a, b) => (a.name < b.name ? -1 : 1));
  return { schemaVersion: 1, libraries };
}

/** Writes the index whole or not at all. */
export async function writeIndex(folder: string, index: LibraryIndex): Promise<void> {
  // The same check as the app's, so that a record it refuses is found here.
  const checked = v.parse(LibraryIndexSchema, index);
  const path = join(folder, INDEX_FILE);
  const options = await prettier.resolveConfig(path);
  const text = await prettier.format(JSON.stringify(checked), { ...options, parser: 'json' });
  const halfDone = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(halfDone, text);
    await rename(halfDone, path);
  } catch (cause) {
    await rm(halfDone, { force: true });
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOSPC') {
      throw new CompileError('The disk is full: the index was not changed.', { cause });
    }
    throw cause;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CompileError(`${INDEX_FILE} is no JSON.`, { cause });
  }
}
