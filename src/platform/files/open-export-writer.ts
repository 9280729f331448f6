import type { ExportTarget } from '../model-jobs/model-jobs-port.ts';
import { archiveExport } from './archive-export.ts';
import { blobSink } from './blob-sink.ts';
import type { ExportPlan, ExportWriter } from './export-writer.ts';
import { fileSink } from './file-sink.ts';
import { folderExport } from './folder-export.ts';

/** @throws ReadroomError `library/export-refused`, `library/folder-in-use` */
export async function openExportWriter(target: ExportTarget, plan: ExportPlan): Promise<ExportWriter> {
  switch (target.kind) {
    case 'folder':
      return folderExport(target.handle, plan);
    case 'file':
      return archiveExport(await fileSink(target.handle));
    case 'download':
      return archiveExport(blobSink());
  }
}
