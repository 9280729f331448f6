import { MANIFEST } from '../../domain/model/manifest.ts';
import type { Hashing } from '../../domain/io/hashing.ts';
import type { Clock } from '../clock/clock.ts';
import type { Logger } from '../logger/logger.ts';
import type { OriginFetch } from '../net/origin-fetch.ts';
import { modelFilePath } from '../net/own-path.ts';
import type { Arrival } from './arrival.ts';

import { type Arrivals } from './arrivals.ts';
import type { BrowserStorage } from './browser-storage.ts';
import type { CacheRows } from './cache-rows.ts';
import type { ModelRecord, ModelsDatabase } from './databases.ts';
import { downloadFile } from './download-file.ts';
import type { FetchedManifest } from './fetch-manifest.ts';
import { createInstallMeter } from './install-progress.ts';
import { missingFiles } from './missing-files.ts';
import type { ModelStore } from './model-store-port.ts';
import { checkQuota } from './preflight.ts';
import { named } from './store-error.ts';

export interface InstallParts {
  readonly net: OriginFetch;
  readonly hashing: Hashing;
  readonly storage: BrowserStorage;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly rows: CacheRows;
  readonly arrivals: Arrivals;
  readonly own: ModelsDatabase;
}

type InstallOptions = NonNullable<Parameters<ModelStore['installFromOrigin']>[1]>;

/** Inside the lock: fetches what is missing from our origin and lists the model when nothing is. */
export async function installFiles(
  parts: InstallParts,
  fetched: FetchedManifest,
  options: InstallOptions,
): Promise<ModelRecord> {
  const { net, hashing, storage, clock, logger, rows, arrivals, own } = parts;
  const { manifest, sha256 } = fetched;
  const { signal, onProgress, installedBy = '' } = options;
  const meter = createInstallMeter(clock, manifest.totalBytes, onProgress);
  const missing = missingFiles(manifest, await rows.present(manifest.id));
  const missingBytes = missing.reduce((sum, file) => sum + file.bytes, 0);
  meter.resumed(manifest.totalBytes - missingBytes);
  meter.file('preflight', MANIFEST, 0);
  logger.info('store/install-started', { bytes: manifest.totalBytes, missing: missingBytes });
  const listed = await named(() => own.models.get(manifest.id), 'store/read-failed');
  if (listed?.manifestSha256 === sha256 && missing.length === 0) return listed;
  checkQuota(missingBytes, await storage.estimate());

  const arrival: Arrival = {
    kind: 'origin',
    name: manifest.displayName,
    installedBy,
    files: [],
    verified: true,
    totalBytes: manifest.totalBytes,
    merge: null,
    details: null,
  };
  // IMPORTANT: a model whose files are about to change is not installed any more.
  await arrivals.begin(manifest.id, arrival);
  for (const file of missing) {
    const bytes = await downloadFile(net, hashing, modelFilePath(manifest, file), file, meter, signal);
    signal?.throwIfAborted();
    await rows.write(manifest.id, file.path, bytes, file.sha256, clock.now());
    meter.fileDone(file.bytes);
  }
  const record = await arrivals.finish(fetched, arrival);
  await rows.forgetOthers(manifest.id, new Set([MANIFEST, ...manifest.files.map(({ path }) => path)]));
  meter.file('verify', MANIFEST, 0);
  logger.info('store/installed', { bytes: manifest.totalBytes });
  return record;
}
