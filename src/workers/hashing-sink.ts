import type { Hashing } from '../domain/io/hashing.ts';
import type { ModelSink } from '../domain/io/model-sink.ts';

export interface HashingSink extends ModelSink {
  /** SHA-256 by path of what was written and not removed again. */
  readonly hashes: ReadonlyMap<string, string>;
}

/** Passes files on and keeps their hashes. With `next` null it keeps the files too: as Blobs, outside this worker's heap. */
export function createHashingSink(hashing: Hashing, next: ModelSink | null): HashingSink {
  const hashes = new Map<string, string>();
  const kept = new Map<string, Blob>();
  return {
    hashes,
    async write(path, bytes, known) {
      const sha256 = known ?? (await hashing.sha256(bytes));
      if (next === null) kept.set(path, new Blob([bytes as BlobPart]));
      else await next.write(path, bytes, sha256);
      hashes.set(path, sha256);
    },
    async read(path) {
      if (next !== null) return next.read(path);
      const blob = kept.get(path);
      return blob === undefined ? null : new Uint8Array(await blob.arrayBuffer());
    },
    async remove(path) {
      await next?.remove(path);
      kept.delete(path);
      hashes.delete(path);
    },
  };
}
