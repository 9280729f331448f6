import type { ManifestFile } from '../../domain/model/manifest.ts';
import type { ModelRecord, ModelsDatabase } from './databases.ts';
import { transact } from './transact.ts';

/**
 * Forgets a file of a listed model whose bytes are not what they should be, so that a repair brings it again. Only the
 * record goes: without it a row counts for nothing, and the next write takes the row's place.
 *
 * Another tab may have begun to write the next model of that id since the bytes were read: then its file is left alone.
 * @returns whether the file was of that model still
 */
export function forgetDamaged(
  own: ModelsDatabase,
  record: ModelRecord,
  file: ManifestFile,
): Promise<boolean> {
  const key: [string, string] = [record.id, file.path];
  return transact(own, [own.models, own.files], file.path, async (write) => {
    const listed = await own.models.get(record.id);
    const known = await own.files.get(key);
    if (listed?.manifestSha256 !== record.manifestSha256) return false;
    if (known?.sha256 === file.sha256) write(own.files.delete(key));
    return true;
  });
}
