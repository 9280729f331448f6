import { requireRange } from '../../domain/io/require-range.ts';
import { baseName } from '../../domain/io/base-name.ts';
import type { FileEntry } from '@zip.js/zip.js/index-native.js';
import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { ByteSource } from '../../domain/io/byte-source.ts';
import { bad } from './bad-archive.ts';

/** The one entry that is in memory unpacked: readers ask for one file after the other. */
export interface Unpacked {
  current: { readonly entry: FileEntry; readonly bytes: Uint8Array } | null;
}

/** An entry that another tool compressed: unpacked whole, its CRC checked, when it is not in memory. */
export function deflatedSource(archiveName: string, entry: FileEntry, unpacked: Unpacked): ByteSource {
  const name = baseName(entry.filename);
  const size = entry.uncompressedSize;
  return {
    name,
    size,
    async read(offset, length, signal) {
      signal?.throwIfAborted();
      requireRange(name, size, offset, length);
      if (unpacked.current?.entry !== entry) {
        unpacked.current = null;
        unpacked.current = { entry, bytes: await inflate(archiveName, entry, signal) };
      }
      const { bytes } = unpacked.current;
      if (length < size) return bytes.slice(offset, offset + length);
      // All of it: the reader's own from here on, since it may take half a gigabyte.
      unpacked.current = null;
      return bytes;
    },
  };
}

async function inflate(archiveName: string, entry: FileEntry, signal?: AbortSignal): Promise<Uint8Array> {
  const bytes = new Uint8Array(entry.uncompressedSize);
  let at = 0;
  const writable = new WritableStream<Uint8Array>({
    write(chunk) {
      // More than the header says would be written past the end: a bomb with a lying size.
      if (at + chunk.length > bytes.length)
        throw new ReadroomError('library/bad-archive', `${archiveName}: a lying size`);
      bytes.set(chunk, at);
      at += chunk.length;
    },
  });
  try {
    await entry.getData(writable, {
      useWebWorkers: false,
      checkSignature: true,
      ...(signal && { signal }),
    });
  } catch (error) {
    throw bad(signal?.aborted === true ? signal.reason : error, archiveName);
  }
  if (at !== bytes.length) throw new ReadroomError('library/bad-archive', `${archiveName}: a lying size`);
  return bytes;
}
