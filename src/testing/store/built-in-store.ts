import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import type { ModelManifest } from '../../domain/model/manifest.ts';
import { buildModel } from '../../pipeline/build/build-model.ts';
import { createManualClock, type ManualClock } from '../../platform/clock/manual-clock.ts';
import { createMemoryLogger } from '../../platform/logger/memory-logger.ts';
import { createModelStore } from '../../platform/model-store/create-model-store.ts';
import { createStoreSink } from '../../platform/model-store/create-store-sink.ts';
import { createModelDatabases, type ModelDatabases } from '../../platform/model-store/databases.ts';
import type { ModelStore } from '../../platform/model-store/model-store-port.ts';
import { createOriginFetch } from '../../platform/net/origin-fetch.ts';
import { createLocalLocks } from '../../platform/tabs/local-locks.ts';
import { createHashingSink } from '../../workers/hashing-sink.ts';
import { tinyArrival } from '../generators/tiny-arrival.ts';
import { memorySink, testHashing, tinyBuildRequest } from '../generators/tiny-build.ts';

export const STORE_ORIGIN = 'https://ris.example';

export interface BuiltInStore {
  readonly store: ModelStore;
  readonly databases: ModelDatabases;
  readonly clock: ManualClock;
  readonly manifest: ModelManifest;
  /** SHA-256 by path of what the build wrote. */
  readonly hashes: ReadonlyMap<string, string>;
}

/** A tiny model that the real pipeline built into a real store over an IndexedDB in memory; there is no network. */
export async function builtInStore(
  options: { readonly withKnownAnswer?: boolean } = {},
): Promise<BuiltInStore> {
  const databases = createModelDatabases({ indexedDB: new IDBFactory(), IDBKeyRange });
  const clock = createManualClock();
  const request = await tinyBuildRequest('q8f16_1', memorySink());
  const modelId = `${request.config.id}-q8f16_1`;
  const inner = createStoreSink({
    modelId,
    arrival: tinyArrival(),
    origin: STORE_ORIGIN,
    hashing: testHashing,
    clock,
    databases,
  });
  const sink = createHashingSink(testHashing, inner);
  const { manifest } = await buildModel({ ...request, ...options, sink });
  const store = createModelStore({
    net: createOriginFetch(STORE_ORIGIN, () => Promise.reject(new TypeError('no network'))),
    hashing: testHashing,
    locks: createLocalLocks(),
    storage: {
      estimate: () => Promise.resolve({ usedBytes: 0, quotaBytes: 0, persisted: true }),
      persist: () => Promise.resolve(true),
    },
    clock,
    logger: createMemoryLogger(clock),
    databases,
  });
  return { store, databases, clock, manifest, hashes: sink.hashes };
}
