import type { ToServiceWorker, WorkerStatus } from '../../domain/offline/offline-messages.ts';

/**
 * Asks a service worker how it is; it answers over a port of its own, however many ask at once.
 * @param script path of the script that the page runs
 */
export function askStatus(worker: Pick<ServiceWorker, 'postMessage'>, script: string): Promise<WorkerStatus> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }: MessageEvent<WorkerStatus>) => {
      port1.close();
      resolve(data);
    };
    worker.postMessage({ kind: 'offline/status', script } satisfies ToServiceWorker, [port2]);
  });
}
