import { configure, Uint8ArrayReader, ZipWriter } from '@zip.js/zip.js/index-native.js';
import { crc32 } from 'hash-wasm';

/** 1 January 1980, the earliest date that a ZIP can say: two exports of one model are the same bytes. */
const DATE = 0x0021_0000;

/** Bytes handed to the stream at once; the library's own 64 kB cost more in turns than in copying. */
const CHUNK_BYTES = 1024 * 1024;

/** Writes a ZIP archive front to back, files stored as they are; without `close` it has no list of entries. */
export interface ArchiveWriter {
  /** Resolves when the file's bytes are handed to the stream. */
  add(path: string, bytes: Uint8Array): Promise<void>;
  /** Writes the list of entries and closes the stream. */
  close(): Promise<void>;
}

/**
 * @param options `zip64` forces the form that archives beyond 4 GiB need, which is otherwise chosen where needed; `offset`
 * is where in its file the archive begins
 */
export function createArchiveWriter(
  writable: WritableStream<Uint8Array>,
  { zip64 = false, offset = 0 }: { readonly zip64?: boolean; readonly offset?: number } = {},
): ArchiveWriter {
  configure({ chunkSize: CHUNK_BYTES });
  const writer = new ZipWriter(writable, {
    useWebWorkers: false,
    level: 0,
    rawLastModDate: DATE,
    extendedTimestamp: false,
    dataDescriptor: false,
    msDosCompatible: true,
    offset,
    ...(zip64 && { zip64 }),
  });
  return {
    async add(path, bytes) {
      // With CRC and size known before, the entry's header is written once and whole: no descriptor behind the data.
      await writer.add(path, new Uint8ArrayReader(bytes), {
        passThrough: true,
        compressionMethod: 0,
        uncompressedSize: bytes.length,
        crc32: Number.parseInt(await crc32(bytes), 16),
      });
    },
    async close() {
      await writer.close();
    },
  };
}
