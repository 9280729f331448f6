import { createArchiveWriter } from '../archive/write-archive.ts';
import { refusable } from './export-refused.ts';
import type { ArchiveSink, ExportWriter } from './export-writer.ts';

/** An export as one archive. Its list of entries comes last, so that a half-written one can never look whole. */
export function archiveExport(sink: ArchiveSink): ExportWriter {
  const archive = createArchiveWriter(
    new WritableStream<Uint8Array>({ write: (bytes) => sink.append(bytes) }),
  );
  return {
    write: (path, bytes) => refusable(() => archive.add(path, bytes), path),
    finish: () =>
      refusable(async () => {
        await archive.close();
        return await sink.close();
      }, 'the archive'),
    abort: () => sink.discard().catch(() => undefined),
  };
}
