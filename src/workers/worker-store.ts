import { createWebClock } from '../platform/clock/web-clock.ts';
import { createWebHashing } from '../platform/crypto/web-hashing.ts';
import { createMemoryLogger } from '../platform/logger/memory-logger.ts';
import { createWebBrowserStorage } from '../platform/model-store/browser-storage.ts';
import { createModelStore } from '../platform/model-store/create-model-store.ts';
import type { ModelStore } from '../platform/model-store/model-store-port.ts';
import { createOriginFetch } from '../platform/net/origin-fetch.ts';
import { createWebLocks } from '../platform/tabs/web-locks.ts';

/** The page's model store, opened a second time inside a worker: same databases, same checks. */
export function createWorkerStore(): ModelStore {
  const clock = createWebClock();
  return createModelStore({
    net: createOriginFetch(globalThis.origin),
    hashing: createWebHashing(),
    locks: createWebLocks(),
    storage: createWebBrowserStorage(),
    clock,
    logger: createMemoryLogger(clock),
  });
}
