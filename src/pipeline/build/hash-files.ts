import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { FileSet } from '../../domain/io/byte-source.ts';
import type { Hashing } from '../../domain/io/hashing.ts';

/** Bytes hashed at a time: large enough for fast reads, small beside a shard. */
const HASH_BLOCK_BYTES = 8 * 1024 * 1024;

export interface HashedFile {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** SHA-256 of each named file, read in pieces. @throws ReadroomError `pipeline/input-missing`, `format/…` */
export async function hashFiles(
  files: FileSet,
  names: readonly string[],
  hashing: Hashing,
  onBytes: (name: string, bytes: number) => void,
  signal?: AbortSignal,
): Promise<HashedFile[]> {
  const hashed: HashedFile[] = [];
  for (const name of names) {
    const source = files.open(name);
    if (source === null) throw new ReadroomError('pipeline/input-missing', name);
    const hash = await hashing.createSha256();
    for (let offset = 0; offset < source.size; offset += HASH_BLOCK_BYTES) {
      signal?.throwIfAborted();
      const length = Math.min(HASH_BLOCK_BYTES, source.size - offset);
      hash.update(await source.read(offset, length, signal));
      onBytes(name, length);
    }
    hashed.push({ name, bytes: source.size, sha256: hash.digest() });
  }
  return hashed;
}
