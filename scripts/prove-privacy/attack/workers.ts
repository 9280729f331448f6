import { urlOf, type Target } from './target.ts';
import type { WorkerOrder } from './worker.ts';

const SCRIPT = '/attack/worker.ts';

const inWorker =
  (channel: WorkerOrder['channel']) =>
  (to: Target): void => {
    new Worker(SCRIPT, { type: 'module' }).postMessage({ channel, to } satisfies WorkerOrder);
  };

/** Ways out through a worker of each kind, and through a worker whose script came without headers. */
export const THROUGH_WORKERS = {
  'worker-fetch': inWorker('fetch'),
  'worker-xhr': inWorker('xhr'),
  'worker-web-socket': inWorker('web-socket'),
  'worker-event-source': inWorker('event-source'),
  'worker-dynamic-import': inWorker('dynamic-import'),
  'worker-web-transport': inWorker('web-transport'),
  'shared-worker-fetch': (to: Target): void => {
    new SharedWorker(SCRIPT, { type: 'module' }).port.postMessage({
      channel: 'fetch',
      to,
    } satisfies WorkerOrder);
  },
  'service-worker-fetch': async (to: Target): Promise<void> => {
    const registered = await navigator.serviceWorker.register(SCRIPT, { type: 'module', scope: '/attack/' });
    const worker = registered.active ?? registered.waiting ?? registered.installing;
    worker?.postMessage({ channel: 'fetch', to } satisfies WorkerOrder);
  },
  'blob-worker-fetch': (to: Target): void => {
    const code = `fetch(${JSON.stringify(urlOf(to))}, { mode: 'no-cors' })`;
    new Worker(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })));
  },
  'import-scripts': (to: Target): void => {
    const code = `importScripts(${JSON.stringify(urlOf(to))})`;
    new Worker(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })));
  },
  'service-worker-navigate': async (to: Target): Promise<void> => {
    await navigator.serviceWorker.register(SCRIPT, { type: 'module', scope: '/attack/' });
    const { active } = await navigator.serviceWorker.ready;
    active?.postMessage({ channel: 'navigate', to } satisfies WorkerOrder);
  },
  // The server forgets the headers on this one script.
  'bare-worker-fetch': (to: Target): void => {
    new Worker('/attack/bare-worker.ts', { type: 'module' }).postMessage({
      channel: 'fetch',
      to,
    } satisfies WorkerOrder);
  },
} as const satisfies Readonly<Record<string, (to: Target) => unknown>>;
