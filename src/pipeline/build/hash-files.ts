import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { FileSet } from '../../domain/io/byte-source.ts';
import type { Hashing } from '../../domain/io/hashing.ts';
import type { PauseGate } from '../../domain/io/pause-gate.ts';
import { localHasher, type FileHasher } from './file-hasher.ts';

/** Bytes hashed at a time: large enough for fast reads, small beside a shard. */
const HASH_BLOCK_BYTES = 8 * 1024 * 1024;

export interface HashedFile {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

export interface HashInputsOptions {
  readonly files: FileSet;
  readonly names: readonly string[];
  readonly hasher: FileHasher;
  readonly onBytes: (name: string, bytes: number) => void;
  readonly gate?: PauseGate | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** SHA-256 of each named file, read in pieces. @throws ReadroomError `pipeline/input-missing`, `format/…` */
export function hashFiles(
  files: FileSet,
  names: readonly string[],
  hashing: Hashing,
  onBytes: (name: string, bytes: number) => void,
  signal?: AbortSignal,
): Promise<HashedFile[]> {
  return hashInputs({ files, names, hasher: localHasher(files, hashing), onBytes, signal });
}

/** The same with as many files at a time as the hasher likes. The result is in the order of the names. */
export async function hashInputs(options: HashInputsOptions): Promise<HashedFile[]> {
  const { names, hasher, signal } = options;
  const stop = new AbortController();
  const abort = (): void => stop.abort(signal?.reason);
  signal?.addEventListener('abort', abort, { once: true });
  const hashed: HashedFile[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let at = next++; at < names.length; at = next++) {
      hashed[at] = await hashFile(options, names[at] ?? '', stop.signal);
    }
  };
  const lanes = Array.from({ length: Math.min(hasher.parallel, names.length) }, () =>
    lane().catch((error: unknown) => stop.abort(error)),
  );
  try {
    signal?.throwIfAborted();
    await Promise.all(lanes);
    stop.signal.throwIfAborted();
    return hashed;
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

async function hashFile(
  { files, hasher, onBytes, gate }: HashInputsOptions,
  name: string,
  signal: AbortSignal,
): Promise<HashedFile> {
  const source = files.open(name);
  if (source === null) throw new ReadroomError('pipeline/input-missing', name);
  const hash = await hasher.open(name);
  // One piece is read while the one before it is hashed.
  let pending: Promise<void> = Promise.resolve();
  for (let offset = 0; offset < source.size; offset += HASH_BLOCK_BYTES) {
    await gate?.pass(signal);
    signal.throwIfAborted();
    const length = Math.min(HASH_BLOCK_BYTES, source.size - offset);
    const current = hash.update(offset, length, signal);
    // Awaited one round later; a failure until then is not unheard.
    current.catch(() => undefined);
    await pending;
    pending = current.then(() => onBytes(name, length));
    pending.catch(() => undefined);
  }
  await pending;
  return { name, bytes: source.size, sha256: await hash.digest() };
}
