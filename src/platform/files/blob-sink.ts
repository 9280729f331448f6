import type { ArchiveSink } from './export-writer.ts';

/** Small pieces are gathered to this size before the browser takes them out of our memory. */
const PIECE_BYTES = 8 * 1024 * 1024;

/** Gathers an archive in a Blob, for browsers that can only download: large Blobs lie on disk, outside our heap. */
export function blobSink(type = 'application/zip'): ArchiveSink {
  const pieces: Blob[] = [];
  let open: Uint8Array[] = [];
  let openBytes = 0;
  const gather = (): void => {
    pieces.push(new Blob(open as BlobPart[]));
    open = [];
    openBytes = 0;
  };
  return {
    append(bytes) {
      // A copy: the writer uses its buffers again.
      open.push(bytes.slice());
      openBytes += bytes.length;
      if (openBytes >= PIECE_BYTES) gather();
      return Promise.resolve();
    },
    close() {
      gather();
      return Promise.resolve(new Blob(pieces, { type }));
    },
    discard() {
      pieces.length = 0;
      open = [];
      return Promise.resolve();
    },
  };
}
