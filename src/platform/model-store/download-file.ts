import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { Hashing } from '../../domain/io/hashing.ts';
import type { ManifestFile } from '../../domain/model/manifest.ts';
import type { OriginFetch } from '../net/origin-fetch.ts';
import type { OwnPath } from '../net/own-path.ts';
import type { InstallMeter } from './install-progress.ts';
import { readBody } from './read-body.ts';

/** A damaged file may come from a cache on the way; a second damage does not. */
const ATTEMPTS = 2;
const WORTH_A_RETRY: readonly string[] = ['net/hash-mismatch', 'net/wrong-size'];

/** A file of our own origin as its list announces it. */
export type ListedFile = Pick<ManifestFile, 'path' | 'bytes' | 'sha256'>;

/**
 * One file of our own origin, its size and SHA-256 checked; damaged ones are fetched once more past the HTTP cache.
 * @throws ReadroomError `net/hash-mismatch`, `net/wrong-size`, `net/…`; AbortError
 */
export async function downloadFile(
  net: OriginFetch,
  hashing: Hashing,
  path: OwnPath,
  file: ListedFile,
  meter: Pick<InstallMeter, 'file'> | null,
  signal: AbortSignal | undefined,
): Promise<Uint8Array<ArrayBuffer>> {
  for (let attempt = 1; ; attempt++) {
    try {
      const response = await net.get(path, { signal, fresh: attempt > 1 });
      const bytes = await readBody(response, {
        size: file.bytes,
        name: file.path,
        signal,
        onBytes: (received) => meter?.file('download', file.path, received),
      });
      meter?.file('verify', file.path, bytes.length);
      if ((await hashing.sha256(bytes)) === file.sha256) return bytes;
      throw new ReadroomError('net/hash-mismatch', file.path);
    } catch (error) {
      const again = error instanceof ReadroomError && WORTH_A_RETRY.includes(error.code);
      if (!again || attempt === ATTEMPTS) throw error;
    }
  }
}
