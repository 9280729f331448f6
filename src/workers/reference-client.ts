import type { KnownAnswer } from '../domain/model/known-answer.ts';
import type { EngineModel } from '../platform/engine/engine-port.ts';
import type { ByteProgress } from './rpc.ts';
import { callInWorker } from './worker-client.ts';

/** Computes the known answer of an installed model in a worker of its own; quick when it is known already. */
export function knownAnswerInWorker(
  model: Pick<EngineModel, 'manifest'>,
  {
    signal,
    onProgress,
  }: { readonly signal?: AbortSignal; readonly onProgress?: (progress: ByteProgress) => void } = {},
): Promise<KnownAnswer> {
  const start = (): Worker =>
    new Worker(new URL('./reference.worker.ts', import.meta.url), { type: 'module', name: 'reference' });
  return callInWorker(
    start,
    'reference/known-answer',
    { modelId: model.manifest.id },
    { signal, onProgress },
  );
}
