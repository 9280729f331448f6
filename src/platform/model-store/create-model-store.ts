import { MANIFEST } from '../../domain/model/manifest.ts';
import { isAbort, ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { Hashing } from '../../domain/io/hashing.ts';
import type { ModelManifest } from '../../domain/model/manifest.ts';
import type { Clock } from '../clock/clock.ts';
import type { Logger } from '../logger/logger.ts';
import type { OriginFetch } from '../net/origin-fetch.ts';
import type { TabLocks } from '../tabs/locks.ts';
import { createArrivals } from './arrivals.ts';
import type { BrowserStorage } from './browser-storage.ts';
import { createCacheRows } from './cache-rows.ts';
import { createModelDatabases, type ModelDatabases, type ModelRecord } from './databases.ts';
import { changeDetails } from './change-details.ts';
import { exclusiveSoon } from './exclusive-soon.ts';
import { forgetDamaged } from './forget-damaged.ts';
import { fetchManifest } from './fetch-manifest.ts';
import { installFiles } from './install-files.ts';
import { installLock } from './install-lock.ts';
import { manifestBytes } from './manifest-bytes.ts';
import { missingFiles } from './missing-files.ts';
import type { InstalledModel, InstallProgress, ModelStore } from './model-store-port.ts';
import { detailsOf } from './record-details.ts';
import { named } from './store-error.ts';
import { transact } from './transact.ts';
import { listUnfinished } from './unfinished-models.ts';
import { dropUnneededLibraries } from './unneeded-libraries.ts';

export interface ModelStoreOptions {
  /** `createOriginFetch(location.origin)`. */
  readonly net: OriginFetch;
  /** `createWebHashing()`. */
  readonly hashing: Hashing;
  /** `createWebLocks()`. */
  readonly locks: TabLocks;
  /** `createWebBrowserStorage()`. */
  readonly storage: BrowserStorage;
  readonly clock: Clock;
  readonly logger: Logger;
  /** `createModelDatabases()` when left out. */
  readonly databases?: ModelDatabases;
}

export function createModelStore(options: ModelStoreOptions): ModelStore {
  const { net, hashing, locks, storage, clock, logger, databases = createModelDatabases() } = options;
  const { own } = databases;
  const rows = createCacheRows(databases, net.origin);
  const arrivals = createArrivals(databases, clock);

  const installed = (record: ModelRecord): InstalledModel => ({
    manifest: record.manifest,
    manifestSha256: record.manifestSha256,
    baseUrl: rows.baseUrl(record.id),
    installedAt: record.installedAt,
    details: detailsOf(record),
  });
  const whole = async (record: ModelRecord): Promise<boolean> =>
    missingFiles(record.manifest, await rows.present(record.id)).length === 0;
  const getRecord = (id: string): Promise<ModelRecord | undefined> =>
    named(() => own.models.get(id), 'store/read-failed');

  return {
    async list() {
      const records = await named(() => own.models.toArray(), 'store/read-failed');
      const complete: InstalledModel[] = [];
      for (const record of records) if (await whole(record)) complete.push(installed(record));
      return complete;
    },
    async get(id) {
      const record = await getRecord(id);
      return record && (await whole(record)) ? installed(record) : null;
    },
    unfinished: () => listUnfinished(databases, rows, (id) => locks.isHeld(installLock(id))),
    async installFromOrigin(id, installOptions = {}) {
      const { signal, onProgress, manifestSha256 } = installOptions;
      try {
        await storage.persist().catch(() => false);
        const fetched = await fetchManifest(net, hashing, id, manifestSha256, signal);
        const parts = { net, hashing, storage, clock, logger, rows, arrivals, own };
        const record = await locks.exclusive(
          installLock(fetched.manifest.id),
          () => installFiles(parts, fetched, installOptions),
          { ...(signal && { signal }), onWait: () => onProgress?.(waiting(fetched.manifest)) },
        );
        return installed(record);
      } catch (error) {
        const code = error instanceof ReadroomError ? error.code : null;
        if (!isAbort(error)) logger.error('store/install-failed', { code });
        throw error;
      }
    },
    async readFile(id, path) {
      const record = await getRecord(id);
      if (record && path === MANIFEST) return manifestBytes(own, hashing, record);
      const file = record?.manifest.files.find((entry) => entry.path === path);
      if (!record || !file) throw new ReadroomError('store/not-installed', path);
      const bytes = await rows.read(id, path);
      if (bytes?.length === file.bytes && (await hashing.sha256(bytes)) === file.sha256) return bytes;
      // The next install fetches this file again, and only this one.
      await forgetDamaged(own, record, file);
      logger.error('store/repair', { missing: bytes === null });
      throw new ReadroomError(bytes === null ? 'store/file-missing' : 'model/shard-hash-mismatch', path);
    },
    describe: async (id, change, only = {}) => installed(await changeDetails(own, id, change, only)),
    remove: (id) =>
      exclusiveSoon(locks, clock, id, async () => {
        await transact(own, [own.models, own.jobs], id, (write) => {
          write(own.models.delete(id));
          write(own.jobs.delete(id));
          return Promise.resolve();
        });
        await rows.forgetAll(id);
        await dropUnneededLibraries(databases, locks);
        logger.info('store/removed');
      }),
    estimate: () => storage.estimate(),
    persist: () => storage.persist(),
  };
}

function waiting(manifest: ModelManifest): InstallProgress {
  const { totalBytes } = manifest;
  return { phase: 'waiting', file: '', doneBytes: 0, totalBytes, resumedBytes: 0, bytesPerSecond: 0 };
}
