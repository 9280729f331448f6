import type { FileSet } from '../domain/io/byte-source.ts';
import { openArchive } from '../platform/archive/open-archive.ts';
import type { NamedFile } from '../platform/files/chosen-files.ts';
import { sourceNames } from '../platform/files/source-names.ts';
import { webFileSet } from '../platform/files/web-files.ts';

export interface OpenedChoice {
  readonly kind: 'folder' | 'archive';
  readonly files: FileSet;
  /** To be recorded as where the model came from: no folders. */
  readonly names: readonly string[];
}

/** A folder's files as they are, or those inside the one archive that was chosen. */
export async function openChosen(chosen: readonly NamedFile[]): Promise<OpenedChoice> {
  const files = webFileSet(chosen);
  const names = sourceNames(chosen);
  const [only] = chosen;
  const archive = only && chosen.length === 1 && /\.zip$/i.test(only.name) ? files.open(only.name) : null;
  return archive === null
    ? { kind: 'folder', files, names }
    : { kind: 'archive', files: await openArchive(archive), names };
}
