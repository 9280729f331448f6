import { reportRequests } from '../platform/privacy/timeline.ts';
import { openModelView } from './open-model-view.ts';
import { serveRpc } from './rpc-server.ts';
import { createWorkerStore } from './worker-store.ts';

reportRequests('model-view');
serveRpc(globalThis, {
  'view/open': ({ modelId }, { signal, progress }) =>
    openModelView(createWorkerStore(), modelId, signal, progress),
});
