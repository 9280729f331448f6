import type { Hashing } from '../domain/io/hashing.ts';
import type { ModelSink } from '../domain/io/model-sink.ts';

export interface HashingSink extends ModelSink {
  /** SHA-256 by path of what was written and not removed again. */
  readonly hashes: ReadonlyMap<string, string>;
}

/** Passes files on (or drops them, with `next` null) and keeps their hashes. */
export function createHashingSink(hashing: Hashing, next: ModelSink | null): HashingSink {
  const hashes = new Map<string, string>();
  return {
    hashes,
    async write(path, bytes) {
      const sha256 = await hashing.sha256(bytes);
      await next?.write(path, bytes);
      hashes.set(path, sha256);
    },
    async read(path) {
      return (await next?.read(path)) ?? null;
    },
    async remove(path) {
      await next?.remove(path);
      hashes.delete(path);
    },
  };
}
