import { isAbort, ReadroomError, type TransferredError } from '../domain/errors/readroom-error.ts';
import type { FromWorker, RpcName, RpcPort, RpcProgress, RpcRequest, RpcResponse, ToWorker } from './rpc.ts';

export type RpcHandler<N extends RpcName> = (
  request: RpcRequest<N>,
  context: { readonly signal: AbortSignal; readonly progress: (progress: RpcProgress<N>) => void },
) => Promise<RpcResponse<N>>;

export type RpcHandlers = { readonly [N in RpcName]?: RpcHandler<N> };

type AnyHandler = (
  request: unknown,
  context: { signal: AbortSignal; progress: (progress: unknown) => void },
) => Promise<unknown>;

const transfers = new WeakMap<object, Transferable[]>();

/** Marks a handler's result: these buffers of it are handed over instead of copied. */
export function transferring<T extends object>(result: T, buffers: Transferable[]): T {
  transfers.set(result, buffers);
  return result;
}

function transferOf(result: unknown): Transferable[] {
  return typeof result === 'object' && result !== null ? (transfers.get(result) ?? []) : [];
}

/** Answers calls on a worker's side. Calls run side by side; each can be aborted by its id. */
export function serveRpc(port: RpcPort, handlers: RpcHandlers): void {
  const running = new Map<number, AbortController>();
  const send = (message: FromWorker, transfer: Transferable[] = []): void =>
    port.postMessage(message, { transfer });

  const answer = async (id: number, name: RpcName, request: unknown): Promise<void> => {
    const controller = new AbortController();
    running.set(id, controller);
    try {
      const handler = handlers[name] as AnyHandler | undefined;
      if (!handler) throw new ReadroomError('app/unexpected', `no handler for ${name}`);
      const result = await handler(request, {
        signal: controller.signal,
        progress: (progress) => send({ type: 'progress', id, progress }),
      });
      send({ type: 'result', id, result }, transferOf(result));
    } catch (error) {
      if (isAbort(error)) send({ type: 'aborted', id });
      else send({ type: 'error', id, error: transferable(error) });
    } finally {
      running.delete(id);
    }
  };

  port.addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
    if (data.type === 'call') void answer(data.id, data.name, data.request);
    else running.get(data.id)?.abort();
  });
}

/** Errors without a code may quote anything, so only their class name crosses. */
export function transferable(error: unknown): TransferredError {
  if (error instanceof ReadroomError) return error.toTransfer();
  return { code: 'app/unexpected', detail: error instanceof Error ? error.name : typeof error };
}
