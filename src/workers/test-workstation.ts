import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { createPauseGate, type PauseGate } from '../domain/io/pause-gate.ts';
import { createManualClock } from '../platform/clock/manual-clock.ts';
import type { NamedFile } from '../platform/files/chosen-files.ts';
import { createMemoryLogger } from '../platform/logger/memory-logger.ts';
import type { ExportTarget, ImportInspection, JobProgress } from '../platform/model-jobs/model-jobs-port.ts';
import { checkRoom } from '../platform/model-store/check-room.ts';
import { createLibraryStore } from '../platform/model-store/create-library-store.ts';
import { createModelStore } from '../platform/model-store/create-model-store.ts';
import { createStoreSink } from '../platform/model-store/create-store-sink.ts';
import { createModelDatabases, type ModelDatabases } from '../platform/model-store/databases.ts';
import type { LibraryStore } from '../platform/model-store/library-store-port.ts';
import type { ModelStore } from '../platform/model-store/model-store-port.ts';
import { createOriginFetch } from '../platform/net/origin-fetch.ts';
import { createLocalLocks } from '../platform/tabs/local-locks.ts';
import { createExportHandler } from './export-model.ts';
import { createImportHandler } from './import-model.ts';
import { createInspectHandler } from './inspect-import.ts';
import type { RpcResponse } from './rpc.ts';
import { createWebHashing } from '../platform/crypto/web-hashing.ts';

const ORIGIN = 'https://ris.example';
const hashing = createWebHashing();

interface RunOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: JobProgress) => void;
  /** Of an import. */
  readonly leaveOutPrompt?: boolean;
}

/** A browser of its own: the real handlers over real stores, an IndexedDB in memory and no network. */
export interface Workstation {
  readonly store: ModelStore;
  readonly libraries: LibraryStore;
  readonly databases: ModelDatabases;
  readonly gate: PauseGate;
  /** Free bytes that the browser tells; 0 tells none. */
  quotaBytes: number;
  inspect(files: readonly NamedFile[], label?: string): Promise<ImportInspection>;
  bring(
    files: readonly NamedFile[],
    label?: string,
    options?: RunOptions,
  ): Promise<RpcResponse<'library/import'>>;
  take(modelId: string, target: ExportTarget, options?: RunOptions): Promise<RpcResponse<'library/export'>>;
  /** SHA-256 by path of an installed model's files, manifest.json included. */
  hashes(modelId: string): Promise<Record<string, string>>;
}

export function createWorkstation(): Workstation {
  const databases = createModelDatabases({ indexedDB: new IDBFactory(), IDBKeyRange });
  const clock = createManualClock(1_000_000);
  const gate = createPauseGate();
  const locks = createLocalLocks();
  const logger = createMemoryLogger(clock);
  const net = createOriginFetch(ORIGIN, () => Promise.reject(new TypeError('no network')));
  const storage = {
    estimate: () => Promise.resolve({ usedBytes: 0, quotaBytes: station.quotaBytes, persisted: true }),
    persist: () => Promise.resolve(true),
  };
  const parts = { net, hashing, locks, clock, logger, databases };
  const store = createModelStore({ ...parts, storage });
  const libraries = createLibraryStore(parts);
  const inspect = createInspectHandler(hashing, store);
  const bring = createImportHandler({
    store,
    libraries,
    locks,
    hashing,
    gate,
    createSink: (modelId, arrival) =>
      createStoreSink({ modelId, arrival, origin: ORIGIN, hashing, clock, databases }),
    checkRoom: (modelId, totalBytes) =>
      checkRoom({ modelId, totalBytes, origin: ORIGIN, storage, databases }),
  });
  const take = createExportHandler({ store, libraries, gate });
  const context = ({ signal, onProgress }: RunOptions = {}) => ({
    signal: signal ?? new AbortController().signal,
    progress: onProgress ?? (() => undefined),
  });
  const station: Workstation = {
    store,
    libraries,
    databases,
    gate,
    quotaBytes: 0,
    inspect: (files, label = 'folder') =>
      inspect({ files, label }, { signal: new AbortController().signal, progress: () => undefined }),
    bring: (files, label = 'folder', options = {}) =>
      bring(
        { files, label, installedBy: 'Dr. Test', leaveOutPrompt: options.leaveOutPrompt ?? false },
        context(options),
      ),
    take: (modelId, target, options) => take({ modelId, target }, context(options)),
    async hashes(modelId) {
      const installed = await store.get(modelId);
      const paths = ['manifest.json', ...(installed?.manifest.files.map(({ path }) => path) ?? [])];
      const hashed = paths.map(
        async (path) => [path, await hashing.sha256(await store.readFile(modelId, path))] as const,
      );
      return Object.fromEntries(await Promise.all(hashed));
    },
  };
  return station;
}

/** Files as a person chooses them. */
export function chosen(files: Readonly<Record<string, Uint8Array>>): NamedFile[] {
  return Object.entries(files).map(([name, bytes]) => ({
    name,
    file: new File([bytes as BlobPart], name.slice(name.lastIndexOf('/') + 1)),
  }));
}

export function chosenArchive(bytes: Uint8Array | Blob, name = 'tiny.readroom.zip'): NamedFile[] {
  return [{ name, file: new File([bytes as BlobPart], name) }];
}
