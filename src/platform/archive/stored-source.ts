import { requireRange } from '../../domain/io/require-range.ts';
import { baseName } from '../../domain/io/base-name.ts';
import type { FileEntry } from '@zip.js/zip.js/index-native.js';
import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { ByteSource } from '../../domain/io/byte-source.ts';

/** A local header without its name and extra field (APPNOTE 4.3.7). */
const HEADER_BYTES = 30;
const SIGNATURE = 0x04034b50;
const METHOD_AT = 8;
const NAME_LENGTH_AT = 26;
const EXTRA_LENGTH_AT = 28;

/** An entry that is stored as it is: ranges of the archive. Its local header is read once, and must agree. */
export function storedSource(archive: ByteSource, entry: FileEntry): ByteSource {
  const name = baseName(entry.filename);
  const size = entry.uncompressedSize;
  let start: Promise<number> | null = null;
  return {
    name,
    size,
    async read(offset, length, signal) {
      signal?.throwIfAborted();
      requireRange(name, size, offset, length);
      start ??= findData(archive, entry);
      return archive.read((await start) + offset, length, signal);
    },
  };
}

async function findData(archive: ByteSource, entry: FileEntry): Promise<number> {
  const lying = new ReadroomError('library/bad-archive', `${archive.name}: an entry's own header`);
  if (entry.offset + HEADER_BYTES > archive.size) throw lying;
  const bytes = await archive.read(entry.offset, HEADER_BYTES);
  const header = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const nameLength = header.getUint16(NAME_LENGTH_AT, true);
  if (header.getUint32(0, true) !== SIGNATURE || header.getUint16(METHOD_AT, true) !== 0) throw lying;
  if (nameLength !== entry.rawFilename.length) throw lying;
  const start = entry.offset + HEADER_BYTES + nameLength + header.getUint16(EXTRA_LENGTH_AT, true);
  if (start + entry.uncompressedSize > archive.size) throw lying;
  const name = await archive.read(entry.offset + HEADER_BYTES, nameLength);
  if (!name.every((byte, index) => byte === entry.rawFilename[index])) throw lying;
  return start;
}
