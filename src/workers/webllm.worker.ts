import { createWebClock } from '../platform/clock/web-clock.ts';
import { createGpuModel } from '../platform/engine/webllm/create-gpu-model.ts';
import { watchDevices } from '../platform/engine/webllm/device-watch.ts';
import { refuseNetwork } from '../platform/engine/webllm/no-network.ts';
import { openPipeline } from '../platform/engine/webllm/open-pipeline.ts';
import { reportRequests } from '../platform/privacy/timeline.ts';
import { serveRpc } from './rpc-server.ts';
import { createWebllmHandlers } from './webllm-handlers.ts';
import { createWorkerStore } from './worker-store.ts';

const clock = createWebClock();
const watch = watchDevices(clock);
refuseNetwork(globalThis);
// web-llm leaves reads of a lost device to themselves; the calls that matter end by `watch.guard`.
globalThis.addEventListener('unhandledrejection', (event) => event.preventDefault());

reportRequests('webllm');
serveRpc(
  globalThis,
  createWebllmHandlers({
    store: createWorkerStore(),
    clock,
    watch,
    openModel: async (options) => createGpuModel(await openPipeline({ ...options, watch }), watch, clock),
  }),
);
