import { isAbort, ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { ExportTarget } from '../model-jobs/model-jobs-port.ts';

/** Asks a person where an export goes. Choosing nothing is null, not an error. */
export interface ExportTargets {
  /** False where the browser gives no page a way to write files: only a download is left. */
  readonly canWrite: boolean;
  /** @throws ReadroomError `library/export-refused` */
  chooseFolder(): Promise<ExportTarget | null>;
  /** @throws ReadroomError `library/export-refused` */
  chooseFile(suggestedName: string): Promise<ExportTarget | null>;
  /** Hands an archive to the browser's downloads. */
  download(name: string, blob: Blob): void;
}

/** The part of the File System Access API that TypeScript's DOM types leave out. */
interface FilePickers {
  showDirectoryPicker?(options: { id: string; mode: 'readwrite' }): Promise<FileSystemDirectoryHandle>;
  showSaveFilePicker?(options: {
    id: string;
    suggestedName: string;
    types: { description: string; accept: Record<string, string[]> }[];
  }): Promise<FileSystemFileHandle>;
}

/** The browser opens its dialog where the last export with this id went. */
const DIALOG_ID = 'readroom-export';
/** A download reads its blob after the click; nobody tells when it is done. */
const RELEASE_AFTER_MS = 10 * 60_000;

export function createWebExportTargets(page: Window = window): ExportTargets {
  const pickers = page as FilePickers;
  return {
    canWrite: pickers.showDirectoryPicker !== undefined && pickers.showSaveFilePicker !== undefined,
    chooseFolder: () =>
      chosen(async () => {
        const handle = await pickers.showDirectoryPicker?.({ id: DIALOG_ID, mode: 'readwrite' });
        return handle === undefined ? null : { kind: 'folder', handle };
      }),
    chooseFile: (suggestedName) =>
      chosen(async () => {
        const handle = await pickers.showSaveFilePicker?.({
          id: DIALOG_ID,
          suggestedName,
          types: [{ description: 'Readroom model', accept: { 'application/zip': ['.zip'] } }],
        });
        return handle === undefined ? null : { kind: 'file', handle };
      }),
    download(name, blob) {
      const url = URL.createObjectURL(blob);
      const link = page.document.createElement('a');
      link.href = url;
      link.download = name;
      link.click();
      page.setTimeout(() => URL.revokeObjectURL(url), RELEASE_AFTER_MS);
    },
  };
}

async function chosen(choose: () => Promise<ExportTarget | null>): Promise<ExportTarget | null> {
  try {
    return await choose();
  } catch (error) {
    if (isAbort(error)) return null;
    // A folder of the system's own, or a permission that was refused.
    throw new ReadroomError('library/export-refused', error instanceof Error ? error.name : '');
  }
}
