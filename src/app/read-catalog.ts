import * as v from 'valibot';
import { ReadroomError } from '../domain/errors/readroom-error.ts';
import { ModelCatalogSchema, type ModelCatalog } from '../domain/model/catalog.ts';
import type { OriginFetch } from '../platform/net/origin-fetch.ts';
import { CATALOG_PATH } from '../platform/net/own-path.ts';

/**
 * The models that this origin serves.
 * @throws ReadroomError `net/…`, `app/no-model-served` when there is no valid catalog
 */
export async function readCatalog(net: OriginFetch, signal: AbortSignal): Promise<ModelCatalog> {
  const response = await net.get(CATALOG_PATH, { signal });
  const json: unknown = await response.json().catch(() => null);
  const parsed = v.safeParse(ModelCatalogSchema, json);
  if (!parsed.success) throw new ReadroomError('app/no-model-served', 'catalog.json is not valid');
  return parsed.output;
}
