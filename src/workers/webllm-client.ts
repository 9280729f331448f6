import { ReadroomError } from '../domain/errors/readroom-error.ts';
import { deferred } from '../domain/deferred.ts';
import type { GpuSessionOpener } from '../platform/engine/webllm/gpu-session.ts';
import { createRpcClient } from './rpc-client.ts';

/** Opens a model on the GPU in a worker of its own; the worker ends with the session, or with a load that failed. */
export const openWebllmSession: GpuSessionOpener = async (request, { signal, onProgress }) => {
  signal?.throwIfAborted();
  const worker = new Worker(new URL('./webllm.worker.ts', import.meta.url), {
    type: 'module',
    name: 'webllm',
  });
  const client = createRpcClient(worker);
  const { promise: lost, resolve: lose } = deferred<null>();
  /** What calls that are still open when the worker ends are told. */
  let ending = new ReadroomError('engine/crashed', 'closed');
  const die = (): void => {
    client.fail(new ReadroomError('engine/crashed', 'worker error'));
    lose(null);
  };
  worker.addEventListener('error', die);
  worker.addEventListener('messageerror', die);
  const close = (): void => {
    worker.terminate();
    client.fail(ending);
  };
  try {
    const { tokens, check } = await client.call('webllm/open', request, { signal, onProgress });
    const onLoss = (): void => {
      ending = new ReadroomError('engine/device-lost');
      lose(null);
    };
    // A failed call means a worker that was closed or died: that is told elsewhere.
    client.call('webllm/lost', null).then(onLoss, () => undefined);
    return {
      tokens,
      check,
      lost,
      async generate(followRequest, onTokens) {
        try {
          return await client.call('webllm/generate', followRequest, {
            onProgress: (progress) => onTokens(progress.tokens),
          });
        } catch (error) {
          // Nothing was lost, and a recovery would find nothing: the engine closes such a session itself.
          if (error instanceof ReadroomError && error.code === 'engine/wrong-numbers') throw error;
          lose(null);
          if (error instanceof ReadroomError && error.code.startsWith('engine/')) throw error;
          // IMPORTANT: no cause and no detail: a native message could quote the prompt.
          throw new ReadroomError('engine/crashed');
        }
      },
      interrupt: () => void client.call('webllm/interrupt', null).catch(() => undefined),
      async loseDevice(moment) {
        await client.call('webllm/lose-device', moment);
      },
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
};
