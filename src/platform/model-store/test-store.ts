import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import type { Hashing } from '../../domain/io/hashing.ts';
import { createManualClock, type ManualClock } from '../clock/manual-clock.ts';
import { createWebHashing } from '../crypto/web-hashing.ts';
import { createMemoryLogger } from '../logger/memory-logger.ts';
import { createOriginFetch } from '../net/origin-fetch.ts';
import { createLocalLocks } from '../tabs/local-locks.ts';
import { createModelStore } from './create-model-store.ts';
import { createModelDatabases, type ModelDatabases } from './databases.ts';
import type { ModelStore, StorageEstimate } from './model-store-port.ts';
import type { TestModel } from './test-model.ts';

export const ORIGIN = 'https://ris.example';
export const MODEL = 'tiny-q8f16_1';
export const FOLDER = `/models/${MODEL}/resolve/main/`;

export interface TestBench {
  readonly idb: IDBFactory;
  /** Paths asked for so far, without the folder. */
  readonly asked: string[];
  /** Replaces the answer for a path; null lets the model answer. */
  answer: (path: string, init: RequestInit) => Response | Promise<Response> | null;
  /** Runs before each hash and each request: throwing here is a crash at that step. */
  step: () => void;
  estimate: StorageEstimate;
  model: TestModel;
  readonly locks: ReturnType<typeof createLocalLocks>;
  readonly clock: ManualClock;
  /** A new store over the same browser storage: what a reloaded page or another tab has. */
  open(): { readonly store: ModelStore; readonly databases: ModelDatabases };
}

export function createTestBench(model: TestModel): TestBench {
  const web = createWebHashing();
  const hashing: Hashing = {
    ...web,
    sha256: (bytes) => {
      bench.step();
      return web.sha256(bytes);
    },
  };
  const clock = createManualClock(1_000_000);
  const bench: TestBench = {
    idb: new IDBFactory(),
    asked: [],
    answer: () => null,
    step: () => undefined,
    estimate: { usedBytes: 0, quotaBytes: 1e9, persisted: false },
    model,
    locks: createLocalLocks(),
    clock,
    open() {
      const databases = createModelDatabases({ indexedDB: bench.idb, IDBKeyRange });
      const net = createOriginFetch(ORIGIN, async (url, init) => {
        bench.step();
        const path = url.replace(ORIGIN + FOLDER, '');
        bench.asked.push(path);
        const bytes = bench.model.files.get(path);
        return (
          (await bench.answer(path, init)) ??
          new Response(bytes?.slice() ?? null, { status: bytes ? 200 : 404 })
        );
      });
      const storage = {
        estimate: () => Promise.resolve(bench.estimate),
        persist: () => Promise.resolve(true),
      };
      const logger = createMemoryLogger(clock);
      const store = createModelStore({ net, hashing, locks: bench.locks, storage, clock, logger, databases });
      return { store, databases };
    },
  };
  return bench;
}
