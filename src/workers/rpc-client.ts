import { deferred } from '../domain/deferred.ts';
import { isErrorCode } from '../domain/errors/catalog.ts';
import { ReadroomError } from '../domain/errors/readroom-error.ts';
import type { FromWorker, RpcName, RpcPort, RpcProgress, RpcRequest, RpcResponse, ToWorker } from './rpc.ts';

export interface RpcCallOptions<N extends RpcName> {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: RpcProgress<N>) => void) | undefined;
  /** Buffers of the request that the worker gets instead of a copy. */
  readonly transfer?: Transferable[] | undefined;
  /** Told the call's number: an aborted call's last message comes when its caller has long been answered. */
  readonly onSent?: ((id: number) => void) | undefined;
}

export interface RpcClient {
  /**
   * @throws ReadroomError with the worker's own code, `app/unexpected` when the worker broke; AbortError at once when
   *   the signal fires (the worker is told and stops in its own time)
   */
  call<N extends RpcName>(
    name: N,
    request: RpcRequest<N>,
    options?: RpcCallOptions<N>,
  ): Promise<RpcResponse<N>>;
  /** Fails every open call: for a worker that died. */
  fail(error: ReadroomError): void;
}

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
  readonly onProgress: ((progress: never) => void) | undefined;
}

/** Calls on the page's side of a channel. */
export function createRpcClient(port: RpcPort): RpcClient {
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let dead: ReadroomError | null = null;
  const send = (message: ToWorker, transfer: Transferable[] = []): void =>
    port.postMessage(message, { transfer });

  port.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => {
    const entry = waiting.get(data.id);
    if (!entry) return;
    if (data.type === 'progress') {
      entry.onProgress?.(data.progress as never);
      return;
    }
    waiting.delete(data.id);
    if (data.type === 'result') entry.resolve(data.result);
    else if (data.type === 'aborted') entry.reject(new DOMException('The call was cancelled.', 'AbortError'));
    else entry.reject(received(data.error));
  });

  return {
    async call(name, request, options = {}) {
      const { signal, onProgress, transfer, onSent } = options;
      signal?.throwIfAborted();
      if (dead) throw dead;
      const id = ++lastId;
      const { promise, resolve, reject } = deferred<unknown>();
      waiting.set(id, { resolve, reject, onProgress });
      const abort = (): void => {
        if (!waiting.delete(id)) return;
        send({ type: 'abort', id });
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', abort, { once: true });
      try {
        onSent?.(id);
        send({ type: 'call', id, name, request }, transfer);
        return (await promise) as RpcResponse<typeof name>;
      } finally {
        waiting.delete(id);
        signal?.removeEventListener('abort', abort);
      }
    },
    fail(error) {
      dead = error;
      for (const entry of waiting.values()) entry.reject(error);
      waiting.clear();
    },
  };
}

/** A worker of another build could know codes that this page does not. */
function received(image: { readonly code: unknown; readonly detail: unknown }): ReadroomError {
  const detail = typeof image.detail === 'string' ? image.detail : '';
  return isErrorCode(image.code)
    ? ReadroomError.fromTransfer({ code: image.code, detail })
    : new ReadroomError('app/unexpected', 'unknown code');
}
