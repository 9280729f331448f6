import type { ExportTargets } from '../platform/files/export-targets.ts';

/** Hands a text file to the browser's downloads. */
export function saveText(targets: Pick<ExportTargets, 'download'>, fileName: string, text: string): void {
  targets.download(fileName, new Blob([text], { type: 'application/json' }));
}
