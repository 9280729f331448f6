import type { JobWorker } from '../../workers/job-in-worker.ts';
import type { RpcHandlers } from '../../workers/rpc-server.ts';
import { serveRpc } from '../../workers/rpc-server.ts';

export interface ThreadWorker extends JobWorker {
  readonly terminated: boolean;
  /** What a browser does when a worker's script fails. */
  die(): void;
}

/** The calls of a worker behind a real channel, in this thread: everything crosses as it would, and buffers move. */
export function threadWorker(handlers: RpcHandlers): ThreadWorker {
  const { port1, port2 } = new MessageChannel();
  port1.start();
  port2.start();
  serveRpc(port2, handlers);
  const errors: ((event: MessageEvent) => void)[] = [];
  let terminated = false;
  const terminate = (): void => {
    terminated = true;
    port1.close();
    port2.close();
  };
  return {
    get terminated() {
      return terminated;
    },
    postMessage: (message, options) => port1.postMessage(message, options),
    addEventListener(
      type: 'message' | 'error' | 'messageerror',
      listener: (event: MessageEvent) => void,
    ): void {
      if (type === 'error') errors.push(listener);
      else port1.addEventListener(type, listener);
    },
    terminate,
    die: () => {
      for (const listener of errors) listener(new MessageEvent('error'));
    },
  };
}
