import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { FileSet } from '../../domain/io/byte-source.ts';
import type { Hashing } from '../../domain/io/hashing.ts';
import type { ModelLibrary } from '../../domain/model/model-library.ts';
import { MAX_LIBRARY_INDEX_BYTES, parseLibraryIndex } from '../../domain/model/parse-library-index.ts';
import { isWasm } from '../../domain/model/wasm-head.ts';
import { LIBRARY_INDEX } from './import-names.ts';

/**
 * The compiled model libraries that an index lists and that lie beside it; a listed one without its file is left out,
 * as a folder may hold only those that someone needs.
 * @throws ReadroomError `library/bad-library`
 */
export async function listLibraries(files: FileSet, signal?: AbortSignal): Promise<readonly ModelLibrary[]> {
  const source = files.open(LIBRARY_INDEX);
  if (source === null) return [];
  if (source.size > MAX_LIBRARY_INDEX_BYTES) throw new ReadroomError('library/bad-library', LIBRARY_INDEX);
  const parsed = parseLibraryIndex(await source.read(0, source.size, signal));
  if (!parsed.ok) throw new ReadroomError('library/bad-library', `${LIBRARY_INDEX}: ${parsed.error}`);
  const here = parsed.value.filter(({ file }) => files.open(file) !== null);
  for (const { file, bytes } of here) {
    const size = files.open(file)?.size;
    if (size !== bytes)
      throw new ReadroomError('library/bad-library', `${file}: ${size} bytes, not ${bytes}`);
  }
  return here;
}

/** A listed library's bytes. @throws ReadroomError `library/bad-library` when they are not those that the index means */
export async function readLibrary(
  files: FileSet,
  { file, bytes: size, sha256 }: ModelLibrary,
  hashing: Hashing,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const source = files.open(file);
  if (source?.size !== size) throw new ReadroomError('library/bad-library', file);
  const bytes = await source.read(0, size, signal);
  if (!isWasm(bytes) || (await hashing.sha256(bytes)) !== sha256)
    throw new ReadroomError('library/bad-library', file);
  return bytes;
}
