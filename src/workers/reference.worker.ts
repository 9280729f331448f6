import { createKnownAnswerCache } from '../platform/model-store/known-answer-cache.ts';
import { reportRequests } from '../platform/privacy/timeline.ts';
import { answerInstalled } from './answer-installed.ts';
import { serveRpc } from './rpc-server.ts';
import { createWorkerStore } from './worker-store.ts';

reportRequests('reference');
serveRpc(globalThis, {
  'reference/known-answer': ({ modelId }, { signal, progress }) =>
    answerInstalled(createWorkerStore(), createKnownAnswerCache(), modelId, signal, progress),
});
