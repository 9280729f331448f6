import { isAbort, ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { Hashing } from '../../domain/io/hashing.ts';
import type { ModelManifest } from '../../domain/model/manifest.ts';
import type { Clock } from '../clock/clock.ts';
import type { Logger } from '../logger/logger.ts';
import type { OriginFetch } from '../net/origin-fetch.ts';
import type { TabLocks } from '../tabs/locks.ts';
import type { BrowserStorage } from './browser-storage.ts';
import { createCacheRows, durably } from './cache-rows.ts';
import { createModelDatabases, type FileRecord, type ModelDatabases, type ModelRecord } from './databases.ts';
import { downloadFile } from './download-file.ts';
import { fetchManifest, type FetchedManifest } from './fetch-manifest.ts';
import { createInstallMeter } from './install-progress.ts';
import { installLock } from './install-lock.ts';
import type { InstalledModel, InstallProgress, ModelStore } from './model-store-port.ts';
import { checkQuota } from './preflight.ts';
import { named } from './store-error.ts';

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

type InstallOptions = NonNullable<Parameters<ModelStore['installFromOrigin']>[1]>;

export function createModelStore(options: ModelStoreOptions): ModelStore {
  const { net, hashing, locks, storage, clock, logger, databases = createModelDatabases() } = options;
  const { own } = databases;
  const rows = createCacheRows(databases, net.origin);

  const installed = (record: ModelRecord): InstalledModel => ({
    manifest: record.manifest,
    manifestSha256: record.manifestSha256,
    baseUrl: rows.baseUrl(record.id),
    installedAt: record.installedAt,
  });
  const whole = async (record: ModelRecord): Promise<boolean> =>
    missingFiles(record.manifest, await rows.present(record.id)).length === 0;
  const getRecord = (id: string): Promise<ModelRecord | undefined> =>
    named(() => own.models.get(id), 'store/read-failed');

  /** Inside the lock: fetches what is missing and lists the model when nothing is. */
  const install = async (
    folder: string,
    fetched: FetchedManifest,
    installOptions: InstallOptions,
  ): Promise<InstalledModel> => {
    const { manifest, sha256 } = fetched;
    const { signal, onProgress } = installOptions;
    const meter = createInstallMeter(clock, manifest.totalBytes, onProgress);
    const missing = missingFiles(manifest, await rows.present(manifest.id));
    const missingBytes = missing.reduce((sum, file) => sum + file.bytes, 0);
    meter.resumed(manifest.totalBytes - missingBytes);
    meter.file('preflight', 'manifest.json', 0);
    logger.info('store/install-started', { bytes: manifest.totalBytes, missing: missingBytes });
    // IMPORTANT: a model whose files are about to change is not installed any more.
    const listed = await getRecord(manifest.id);
    if (listed?.manifestSha256 === sha256 && missing.length === 0) return installed(listed);
    if (listed) await durably(own, () => void own.models.delete(manifest.id), manifest.id);
    checkQuota(missingBytes, await storage.estimate());

    for (const file of missing) {
      const bytes = await downloadFile(net, hashing, folder, file, meter, signal);
      signal?.throwIfAborted();
      await rows.write(manifest.id, file.path, bytes, file.sha256, clock.now());
      meter.fileDone(file.bytes);
    }
    const record: ModelRecord = {
      id: manifest.id,
      manifest,
      manifestSha256: sha256,
      installedAt: clock.now(),
    };
    await durably(own, () => void own.models.put(record), manifest.id);
    meter.file('verify', 'manifest.json', 0);
    logger.info('store/installed', { bytes: manifest.totalBytes });
    return installed(record);
  };

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
    async installFromOrigin(baseUrl, installOptions = {}) {
      const { signal, onProgress, manifestSha256 } = installOptions;
      const folder = baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`;
      try {
        await storage.persist().catch(() => false);
        const fetched = await fetchManifest(net, hashing, folder, manifestSha256, signal);
        return await locks.exclusive(
          installLock(fetched.manifest.id),
          () => install(folder, fetched, installOptions),
          { ...(signal && { signal }), onWait: () => onProgress?.(waiting(fetched.manifest)) },
        );
      } catch (error) {
        const code = error instanceof ReadroomError ? error.code : null;
        if (!isAbort(error)) logger.error('store/install-failed', { code });
        throw error;
      }
    },
    async readFile(id, path) {
      const file = (await getRecord(id))?.manifest.files.find((entry) => entry.path === path);
      if (!file) throw new ReadroomError('store/not-installed', path);
      const bytes = await rows.read(id, path);
      if (bytes?.length === file.bytes && (await hashing.sha256(bytes)) === file.sha256) return bytes;
      // The next install fetches this file again, and only this one.
      await rows.forget(id, path);
      logger.error('store/repair', { missing: bytes === null });
      throw new ReadroomError(bytes === null ? 'store/file-missing' : 'model/shard-hash-mismatch', path);
    },
    remove: (id) =>
      locks.exclusive(installLock(id), async () => {
        await durably(own, () => void own.models.delete(id), id);
        await rows.forgetAll(id);
        logger.info('store/removed');
      }),
    estimate: () => storage.estimate(),
    persist: () => storage.persist(),
  };
}

function missingFiles(
  manifest: ModelManifest,
  present: ReadonlyMap<string, FileRecord>,
): ModelManifest['files'] {
  return manifest.files.filter(({ path, bytes, sha256 }) => {
    const record = present.get(path);
    return record?.bytes !== bytes || record.sha256 !== sha256;
  });
}

function waiting(manifest: ModelManifest): InstallProgress {
  const { totalBytes } = manifest;
  return { phase: 'waiting', file: '', doneBytes: 0, totalBytes, resumedBytes: 0, bytesPerSecond: 0 };
}
