import type { ModelManifest } from '../../domain/model/manifest.ts';
import type { FileRecord } from './databases.ts';

/** The files of a model that are not here as its manifest names them. */
export function missingFiles(
  manifest: ModelManifest,
  present: ReadonlyMap<string, FileRecord>,
): ModelManifest['files'] {
  return manifest.files.filter(({ path, bytes, sha256 }) => {
    const record = present.get(path);
    return record?.bytes !== bytes || record.sha256 !== sha256;
  });
}
