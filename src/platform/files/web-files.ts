import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { ByteSource, FileSet } from '../../domain/io/byte-source.ts';

/** A File that the user chose, read piece by piece. */
export function fileByteSource(file: File): ByteSource {
  return {
    name: file.name,
    size: file.size,
    async read(offset, length, signal) {
      signal?.throwIfAborted();
      if (offset < 0 || length < 0 || offset + length > file.size) {
        throw new ReadroomError(
          'format/truncated',
          `${file.name}: ${offset} + ${length} of ${file.size} bytes`,
        );
      }
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
  };
}

/** Files that the user chose together, by their names. */
export function webFileSet(files: readonly File[]): FileSet {
  const byName = new Map(files.map((file) => [file.name, file]));
  return {
    names: [...byName.keys()],
    open(name) {
      const file = byName.get(name);
      return file === undefined ? null : fileByteSource(file);
    },
  };
}
