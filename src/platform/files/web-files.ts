import { requireRange } from '../../domain/io/require-range.ts';
import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { ByteSource, FileSet } from '../../domain/io/byte-source.ts';
import type { NamedFile } from './chosen-files.ts';

/** A File that the user chose, read piece by piece. */
export function fileByteSource(file: File): ByteSource {
  return {
    name: file.name,
    size: file.size,
    async read(offset, length, signal) {
      signal?.throwIfAborted();
      requireRange(file.name, file.size, offset, length);
      let buffer: ArrayBuffer;
      try {
        buffer = await file.slice(offset, offset + length).arrayBuffer();
      } catch (cause) {
        // The file changed, moved or lost its permission since it was chosen.
        throw new ReadroomError('format/unreadable', file.name, { cause });
      }
      if (buffer.byteLength !== length) throw new ReadroomError('format/truncated', file.name);
      return new Uint8Array(buffer);
    },
    async requireUnchanged() {
      try {
        // The browser compares size and time with those of the moment when the file was chosen.
        await file.slice(0, 1).arrayBuffer();
      } catch (cause) {
        throw new ReadroomError('format/unreadable', file.name, { cause });
      }
    },
  };
}

/**
 * Files that the user chose together, by their names.
 * @throws ReadroomError `format/duplicate-name` when two files have one name: which one was meant cannot be told
 */
export function webFileSet(files: readonly NamedFile[]): FileSet {
  const byName = new Map<string, File>();
  for (const { name, file } of files) {
    if (byName.has(name)) throw new ReadroomError('format/duplicate-name', name);
    byName.set(name, file);
  }
  return {
    names: [...byName.keys()],
    open(name) {
      const file = byName.get(name);
      return file === undefined ? null : fileByteSource(file);
    },
  };
}
