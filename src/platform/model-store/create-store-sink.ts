import { MANIFEST } from '../../domain/model/manifest.ts';
import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { Hashing } from '../../domain/io/hashing.ts';
import type { ModelSink } from '../../domain/io/model-sink.ts';
import { parseManifest } from '../../domain/model/parse-manifest.ts';
import type { Clock } from '../clock/clock.ts';
import type { Arrival } from './arrival.ts';
import { createArrivals } from './arrivals.ts';
import { createCacheRows } from './cache-rows.ts';
import { createModelDatabases, type ModelDatabases } from './databases.ts';
import { missingFiles } from './missing-files.ts';
import { named } from './store-error.ts';

export interface StoreSinkOptions {
  readonly modelId: string;
  /** Where the model comes from: kept from the first write on, so that what broke off can be named and go on. */
  readonly arrival: Arrival;
  readonly origin: string;
  readonly hashing: Hashing;
  readonly clock: Pick<Clock, 'now'>;
  readonly databases?: ModelDatabases;
}

/**
 * Lets a merge or an import write straight into the model store: the model is listed when its manifest is written, and
 * never before all that the manifest names is there. From its first change on, a model of that id that was installed
 * before is not listed any more.
 *
 * IMPORTANT: for use inside `locks.exclusive(installLock(modelId))`.
 */
export function createStoreSink(options: StoreSinkOptions): ModelSink {
  const { modelId, arrival, origin, hashing, clock, databases = createModelDatabases() } = options;
  const { own } = databases;
  const rows = createCacheRows(databases, origin);
  const arrivals = createArrivals(databases, clock);
  let begun = false;

  const begin = async (): Promise<void> => {
    if (begun) return;
    await arrivals.begin(modelId, arrival);
    begun = true;
  };

  const list = async (bytes: Uint8Array): Promise<void> => {
    const parsed = parseManifest(bytes);
    if (!parsed.ok) throw new ReadroomError('model/manifest-invalid', parsed.error);
    const manifest = parsed.value;
    const present = await rows.present(modelId);
    const [lacking] = missingFiles(manifest, present);
    if (manifest.id !== modelId || lacking)
      throw new ReadroomError('model/inconsistent', lacking?.path ?? 'id');
    await arrivals.finish({ manifest, sha256: await hashing.sha256(bytes), bytes }, arrival);
    begun = false;
    await rows.forgetOthers(modelId, new Set([MANIFEST, ...manifest.files.map(({ path }) => path)]));
  };

  const isListed = async (): Promise<boolean> =>
    (await named(() => own.models.get(modelId), 'store/read-failed')) !== undefined;

  /** Whether removing this file takes a file from a model that is installed. */
  const belongsToListed = async (path: string): Promise<boolean> => {
    const record = await named(() => own.models.get(modelId), 'store/read-failed');
    return record?.manifest.files.some((file) => file.path === path) ?? false;
  };

  return {
    async write(path, bytes, sha256) {
      await begin();
      if (path === MANIFEST) await list(bytes);
      else await rows.write(modelId, path, bytes, sha256 ?? (await hashing.sha256(bytes)), clock.now());
    },
    async read(path) {
      // A manifest whose model is listed no more vouches for nothing.
      if (path === MANIFEST && !(await isListed())) return null;
      return rows.read(modelId, path);
    },
    async remove(path) {
      if (path === MANIFEST || (await belongsToListed(path))) await begin();
      await rows.forget(modelId, path);
    },
  };
}
