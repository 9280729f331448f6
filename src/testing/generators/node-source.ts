import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import type { ByteSource } from '../../domain/io/byte-source.ts';

/** A file on disk for tests that need real data; each read opens it anew, so nothing has to be closed. */
export function nodeSource(path: string): ByteSource {
  const handle = openSync(path, 'r');
  const { size } = fstatSync(handle);
  closeSync(handle);
  return {
    name: basename(path),
    size,
    read(offset, length): Promise<Uint8Array> {
      const bytes = new Uint8Array(length);
      const file = openSync(path, 'r');
      readSync(file, bytes, 0, length, offset);
      closeSync(file);
      return Promise.resolve(bytes);
    },
  };
}
