import * as v from 'valibot';
import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { Hashing } from '../../domain/io/hashing.ts';
import { ModelLibrarySchema, type ModelLibrary } from '../../domain/model/model-library.ts';
import { isWasm } from '../../domain/model/wasm-head.ts';

/**
 * Whether a library that was brought from a disk is what its description says: a library has no signature, so a
 * description and its file are believed together or not at all.
 * @throws ReadroomError `library/bad-library`
 */
export async function checkLibrary(
  library: ModelLibrary,
  bytes: Uint8Array,
  hashing: Hashing,
): Promise<void> {
  const parsed = v.safeParse(ModelLibrarySchema, library);
  if (!parsed.success) throw bad(v.getDotPath(parsed.issues[0]) ?? 'description');
  if (bytes.length !== library.bytes) throw bad(`${library.file}: ${bytes.length} of ${library.bytes} bytes`);
  if (!isWasm(bytes)) throw bad(`${library.file}: no WebAssembly`);
  if ((await hashing.sha256(bytes)) !== library.sha256) throw bad(`${library.file}: SHA-256`);
}

function bad(detail: string): ReadroomError {
  return new ReadroomError('library/bad-library', detail);
}
