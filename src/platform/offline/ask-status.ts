import type { ToServiceWorker, WorkerStatus } from '../../domain/offline/offline-messages.ts';

/** Asks a service worker how it is; it answers over a port of its own, however many ask at once. */
export function askStatus(worker: Pick<ServiceWorker, 'postMessage'>): Promise<WorkerStatus> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }: MessageEvent<WorkerStatus>) => {
      port1.close();
      resolve(data);
    };
    worker.postMessage({ kind: 'offline/status' } satisfies ToServiceWorker, [port2]);
  });
}
