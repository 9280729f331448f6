import type { RpcCallOptions } from './rpc-client.ts';
import type { BuiltModel, RpcRequest } from './rpc.ts';
import { callInWorker } from './worker-client.ts';

/** Builds a model in this browser from the user's own files. */
export function buildInWorker(
  request: RpcRequest<'pipeline/build'>,
  options: RpcCallOptions<'pipeline/build'> = {},
): Promise<BuiltModel> {
  const start = (): Worker =>
    new Worker(new URL('./pipeline.worker.ts', import.meta.url), { type: 'module', name: 'pipeline' });
  return callInWorker(start, 'pipeline/build', request, options);
}
