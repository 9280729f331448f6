import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { FileSet } from '../../domain/io/byte-source.ts';
import { giveBack } from '../../domain/io/give-back.ts';
import type { Hashing } from '../../domain/io/hashing.ts';

/** Hashes files of one set, in this thread or in others. */
export interface FileHasher {
  /** Files that may be hashed side by side. */
  readonly parallel: number;
  open(name: string): Promise<FileHash>;
}

/** One file's SHA-256 in the making. */
export interface FileHash {
  /** Reads and adds a range; ranges are added in the order of the calls, however their reads end. */
  update(offset: number, length: number, signal?: AbortSignal): Promise<void>;
  digest(): Promise<string>;
}

/** Hashes in this thread; the next range is read meanwhile. */
export function localHasher(files: FileSet, hashing: Hashing): FileHasher {
  return {
    parallel: 1,
    async open(name) {
      const source = files.open(name);
      if (source === null) throw new ReadroomError('pipeline/input-missing', name);
      const hash = await hashing.createSha256();
      let added: Promise<void> = Promise.resolve();
      return {
        update(offset, length, signal) {
          const reading = source.read(offset, length, signal);
          const before = added;
          added = reading.then(async (bytes) => {
            await before;
            hash.update(bytes);
            giveBack(bytes);
          });
          return added;
        },
        digest: async () => {
          await added;
          return hash.digest();
        },
      };
    },
  };
}
