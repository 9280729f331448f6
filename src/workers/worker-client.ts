import { connectWorker } from './connect-worker.ts';
import type { RpcCallOptions } from './rpc-client.ts';
import type { RpcName, RpcRequest, RpcResponse } from './rpc.ts';

/**
 * Makes one call in a worker of its own and ends the worker after it: its memory goes with it, and a worker that does
 * not answer an abort cannot linger.
 */
export async function callInWorker<N extends RpcName>(
  start: () => Worker,
  name: N,
  request: RpcRequest<N>,
  options: RpcCallOptions<N> = {},
): Promise<RpcResponse<N>> {
  options.signal?.throwIfAborted();
  const worker = start();
  const client = connectWorker(worker, name);
  try {
    return await client.call(name, request, options);
  } finally {
    worker.terminate();
  }
}
