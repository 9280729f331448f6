import type { OpenModelView } from '../platform/engine/wllama/create-wllama-engine.ts';
import { callInWorker } from './worker-client.ts';

/** Opens installed models for the CPU engine in a worker, so that hashing never stops the page. */
export function createModelViewClient(): { readonly open: OpenModelView } {
  const start = (): Worker =>
    new Worker(new URL('./model-view.worker.ts', import.meta.url), { type: 'module', name: 'model-view' });
  return {
    open: (model, { signal, onProgress }) =>
      callInWorker(
        start,
        'view/open',
        { modelId: model.manifest.id },
        { signal, onProgress: ({ doneBytes, totalBytes }) => onProgress?.(doneBytes, totalBytes) },
      ),
  };
}
