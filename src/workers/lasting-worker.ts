import { ReadroomError } from '../domain/errors/readroom-error.ts';
import type { Clock } from '../platform/clock/clock.ts';
import type { JobWorker } from './job-in-worker.ts';
import { createRpcClient, type RpcCallOptions, type RpcClient } from './rpc-client.ts';
import type { RpcName, RpcRequest, RpcResponse } from './rpc.ts';

/** A worker kept between calls, so that what it has read is not read again; it ends when nothing was asked for a while. */
export interface LastingWorker {
  call<N extends RpcName>(
    name: N,
    request: RpcRequest<N>,
    options?: RpcCallOptions<N>,
  ): Promise<RpcResponse<N>>;
}

export function createLastingWorker(start: () => JobWorker, clock: Clock, idleMs: number): LastingWorker {
  let running: { readonly worker: JobWorker; readonly client: RpcClient } | null = null;
  let open = 0;
  let cancelEnd = (): void => undefined;

  const end = (): void => {
    running?.worker.terminate();
    running = null;
  };

  const begin = (): NonNullable<typeof running> => {
    const worker = start();
    const client = createRpcClient(worker);
    const fresh = { worker, client };
    const die = (): void => {
      client.fail(new ReadroomError('app/unexpected', 'worker error'));
      // The next call starts another one.
      if (running === fresh) end();
    };
    worker.addEventListener('error', die);
    worker.addEventListener('messageerror', die);
    return fresh;
  };

  return {
    async call(name, request, options = {}) {
      options.signal?.throwIfAborted();
      cancelEnd();
      running ??= begin();
      open++;
      try {
        return await running.client.call(name, request, options);
      } finally {
        open--;
        if (open === 0) {
          cancelEnd();
          cancelEnd = clock.after(idleMs, end);
        }
      }
    },
  };
}
