import { createPauseGate } from '../domain/io/pause-gate.ts';
import { createWebClock } from '../platform/clock/web-clock.ts';
import { createWebHashing } from '../platform/crypto/web-hashing.ts';
import { createMemoryLogger } from '../platform/logger/memory-logger.ts';
import { createWebBrowserStorage } from '../platform/model-store/browser-storage.ts';
import { checkRoom } from '../platform/model-store/check-room.ts';
import { createLibraryStore } from '../platform/model-store/create-library-store.ts';
import { createStoreSink } from '../platform/model-store/create-store-sink.ts';
import { createOriginFetch } from '../platform/net/origin-fetch.ts';
import { createWebLocks } from '../platform/tabs/web-locks.ts';
import { reportRequests } from '../platform/privacy/timeline.ts';
import { createExportHandler } from './export-model.ts';
import { createImportHandler } from './import-model.ts';
import { createInspectHandler } from './inspect-import.ts';
import { createJobHandlers } from './job-handlers.ts';
import { serveRpc } from './rpc-server.ts';
import { createVerifyHandler } from './verify-installed.ts';
import { createWorkerStore } from './worker-store.ts';

const { origin } = globalThis;
const gate = createPauseGate();
const clock = createWebClock();
const hashing = createWebHashing();
const locks = createWebLocks();
const store = createWorkerStore();
const libraries = createLibraryStore({
  net: createOriginFetch(origin),
  hashing,
  locks,
  clock,
  logger: createMemoryLogger(clock),
});

reportRequests('library');
serveRpc(globalThis, {
  ...createJobHandlers(gate),
  'library/inspect': createInspectHandler(hashing, store),
  'library/import': createImportHandler({
    store,
    libraries,
    locks,
    hashing,
    gate,
    createSink: (modelId, arrival) => createStoreSink({ modelId, arrival, origin, hashing, clock }),
    checkRoom: (modelId, totalBytes) =>
      checkRoom({ modelId, totalBytes, origin, storage: createWebBrowserStorage() }),
  }),
  'library/export': createExportHandler({ store, libraries, gate }),
  'library/verify': createVerifyHandler({ store, clock, gate }),
});
