import { MANIFEST } from '../../domain/model/manifest.ts';
import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { Hashing } from '../../domain/io/hashing.ts';
import type { ModelRecord, ModelsDatabase } from './databases.ts';
import { named } from './store-error.ts';

/**
 * The very bytes of an installed model's manifest.json. Records from before they were kept give them when written as the
 * pipeline writes them, which the hash tells.
 * @throws ReadroomError `store/file-missing`, `store/…`
 */
export async function manifestBytes(
  own: ModelsDatabase,
  hashing: Hashing,
  { id, manifest, manifestSha256 }: ModelRecord,
): Promise<Uint8Array> {
  const kept = await named(() => own.files.get([id, MANIFEST]), 'store/read-failed', MANIFEST);
  const written = new TextEncoder().encode(`${JSON.stringify(manifest, null, 1)}\n`);
  for (const bytes of [kept?.raw ?? null, written]) {
    if (bytes !== null && (await hashing.sha256(bytes)) === manifestSha256) return bytes;
  }
  throw new ReadroomError('store/file-missing', MANIFEST);
}
