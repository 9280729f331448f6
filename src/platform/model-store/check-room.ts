import type { BrowserStorage } from './browser-storage.ts';
import { createCacheRows } from './cache-rows.ts';
import { createModelDatabases, type ModelDatabases } from './databases.ts';
import { checkQuota } from './preflight.ts';

export interface RoomRequest {
  readonly modelId: string;
  /** Of the finished model, all files. */
  readonly totalBytes: number;
  readonly origin: string;
  readonly storage: BrowserStorage;
  readonly databases?: ModelDatabases;
}

/**
 * Refuses a merge or an import that cannot fit, before its first byte. What is here of this model already is used again
 * or overwritten: it needs no room a second time.
 * @throws ReadroomError `store/quota-exceeded` with the bytes needed and free; `store/…`
 */
export async function checkRoom(request: RoomRequest): Promise<void> {
  const { modelId, totalBytes, origin, storage, databases = createModelDatabases() } = request;
  const present = await createCacheRows(databases, origin).present(modelId);
  let here = 0;
  for (const { bytes } of present.values()) here += bytes;
  checkQuota(Math.max(0, totalBytes - here), await storage.estimate());
}
