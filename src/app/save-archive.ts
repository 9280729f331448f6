import type { EvidenceFile } from '../domain/privacy/evidence/evidence-files.ts';
import { archiveExport } from '../platform/files/archive-export.ts';
import { blobSink } from '../platform/files/blob-sink.ts';
import type { ExportTargets } from '../platform/files/export-targets.ts';

/** Packs files in their order and hands the archive to the browser's downloads. @throws ReadroomError `library/export-refused` */
export async function saveArchive(
  targets: Pick<ExportTargets, 'download'>,
  name: string,
  files: readonly EvidenceFile[],
): Promise<void> {
  const archive = archiveExport(blobSink());
  for (const { path, bytes } of files) await archive.write(path, bytes);
  const blob = await archive.finish();
  if (blob !== null) targets.download(name, blob);
}
