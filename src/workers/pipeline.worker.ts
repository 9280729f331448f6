import { createPauseGate } from '../domain/io/pause-gate.ts';
import { planShards } from '../pipeline/shards/shard-plan.ts';
import { createWebClock } from '../platform/clock/web-clock.ts';
import { createWebHashing } from '../platform/crypto/web-hashing.ts';
import { conversionWorkers } from '../platform/environment/processors.ts';
import { webFileSet } from '../platform/files/web-files.ts';
import { createWebBrowserStorage } from '../platform/model-store/browser-storage.ts';
import { checkRoom } from '../platform/model-store/check-room.ts';
import { createStoreSink } from '../platform/model-store/create-store-sink.ts';
import { installTrustedTypes } from '../platform/net/trusted-types.ts';
import { createWebLocks } from '../platform/tabs/web-locks.ts';
import { reportRequests } from '../platform/privacy/timeline.ts';
import { createBuildHandler } from './build-handler.ts';
import { createConvertPool } from './convert-pool.ts';
import type { JobWorker } from './job-in-worker.ts';
import { createJobHandlers } from './job-handlers.ts';
import { inspectMergeHandler } from './inspect-merge.ts';
import { largestPair, poolSize } from './pool-size.ts';
import { createPreviewHandler } from './preview-prompt.ts';
import { serveRpc } from './rpc-server.ts';
import { createWorkerStore } from './worker-store.ts';

// This worker starts others.
installTrustedTypes();

const { origin } = globalThis;
const gate = createPauseGate();
const clock = createWebClock();
const hashing = createWebHashing();
const startConverter = (): JobWorker =>
  new Worker(new URL('./convert.worker.ts', import.meta.url), { type: 'module', name: 'convert' });

reportRequests('pipeline');
serveRpc(globalThis, {
  ...createJobHandlers(gate),
  'pipeline/inspect': inspectMergeHandler,
  'pipeline/preview': createPreviewHandler(createWorkerStore),
  'pipeline/build': createBuildHandler({
    gate,
    hashing,
    clock,
    locks: createWebLocks(),
    openFiles: webFileSet,
    openPool: async (inputs) => {
      const { architecture, quantization, adapter } = inputs;
      const pair = await largestPair(adapter && webFileSet(adapter), architecture);
      const count = poolSize(conversionWorkers(), planShards(architecture, quantization), pair);
      return createConvertPool(startConverter, count, inputs);
    },
    openStoreSink: (modelId, arrival) => createStoreSink({ modelId, arrival, origin, hashing, clock }),
    checkRoom: (modelId, totalBytes) =>
      checkRoom({ modelId, totalBytes, origin, storage: createWebBrowserStorage() }),
  }),
});
