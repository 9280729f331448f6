import { openModelView } from './open-model-view.ts';
import { serveRpc } from './rpc-server.ts';
import { createWorkerStore } from './worker-store.ts';

serveRpc(globalThis, {
  'view/open': ({ modelId }, { signal, progress }) =>
    openModelView(createWorkerStore(), modelId, signal, progress),
});
