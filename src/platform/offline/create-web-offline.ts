import { SERVICE_WORKER_PATH } from '../../domain/build/asset-list.ts';
import { isFromServiceWorker } from '../../domain/offline/offline-messages.ts';
import { askStatus } from './ask-status.ts';
import type { OfflineApp, OfflineState } from './offline-port.ts';
import { settled } from './settled-worker.ts';

interface WebOfflinePorts {
  /** `navigator.serviceWorker`; undefined where the browser has none. */
  readonly container: ServiceWorkerContainer | undefined;
  /** Path of the script that this page runs. */
  readonly script: string;
  readonly reload: () => void;
}

/** The page's end of the service worker. Nothing is registered before `keep` is called. */
export function createWebOffline({ container, script, reload }: WebOfflinePorts): OfflineApp {
  let state: OfflineState = {
    kept: container === undefined ? 'unavailable' : 'unknown',
    error: null,
    build: null,
    newVersion: 'none',
    refused: 0,
  };
  let registration: ServiceWorkerRegistration | null = null;
  const listeners = new Set<() => void>();

  const set = (change: Partial<OfflineState>): void => {
    state = { ...state, ...change };
    for (const listener of listeners) listener();
  };

  /** A version that waits matters only where another is in use. */
  const noteWaiting = (): void => {
    if (registration?.waiting && registration.active) set({ newVersion: 'ready' });
    else if (state.newVersion === 'ready') set({ newVersion: 'none' });
  };

  /** Still keeping when all was tried: no worker came to answer for this page. */
  const noteMissed = (): void => {
    if (state.kept !== 'keeping') return;
    set({ kept: 'not-kept', error: state.error ?? { code: 'offline/unavailable', detail: '' } });
  };

  /** Follows a worker until it is installed, or given up. */
  const follow = async (worker: ServiceWorker): Promise<void> => {
    const outcome = await settled(worker);
    // What the worker itself says of it comes before or after its end, and counts for more.
    if (outcome === 'redundant') set({ error: state.error ?? { code: 'offline/not-kept', detail: '' } });
    noteWaiting();
  };

  /** The worker that answers for this page tells which build it is and whether it is whole. */
  const noteActive = async (): Promise<void> => {
    const active = container?.controller ?? registration?.active;
    if (!active) return;
    const status = await askStatus(active, script);
    // By its script, not by what was told before: a newer one may have taken over before this page asked anybody. One
    // that does not answer for this page says nothing of it: loaded past the worker, the page may be the newer one.
    if (container?.controller && !status.hasScript) set({ newVersion: 'in-use' });
    else set({ build: status.build });
    set({ kept: status.error === null ? 'kept' : 'not-kept', ...(status.error && { error: status.error }) });
  };

  container?.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (!isFromServiceWorker(data)) return;
    if (data.kind === 'offline/refused') set({ refused: state.refused + 1 });
    else set({ error: data.error });
  });
  container?.addEventListener('controllerchange', () => {
    noteWaiting();
    void noteActive();
  });

  const begin = async (container: ServiceWorkerContainer): Promise<ServiceWorkerRegistration> => {
    container.startMessages();
    // Its script is always asked for at the server, never at the HTTP cache.
    const found = await container.register(SERVICE_WORKER_PATH, { scope: '/', updateViaCache: 'none' });
    found.addEventListener('updatefound', () => {
      if (found.installing !== null) void follow(found.installing);
    });
    return found;
  };

  return {
    getState: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async keep() {
      if (container === undefined || state.kept === 'keeping') return;
      set({ kept: 'keeping', error: null });
      try {
        // Looking again makes a worker whose installation failed try once more.
        if (registration === null) registration = await begin(container);
        else await registration.update();
        const { installing, active } = registration;
        if (installing !== null) {
          const following = follow(installing);
          if (active === null) await following.then(() => settled(installing, 'activated'));
        }
        noteWaiting();
        await noteActive();
      } catch {
        // Without the server there is nothing to keep from; what is kept already stays.
        await noteActive().catch(() => undefined);
      }
      noteMissed();
    },
    async look() {
      set({ error: null });
      await registration?.update().catch(() => undefined);
    },
    async takeOver() {
      const waiting = registration?.waiting;
      if (!waiting) return;
      waiting.postMessage({ kind: 'offline/take-over' });
      await settled(waiting, 'activated');
    },
    reload,
  };
}

/** The browser's own. Only a build has a service worker: the development server has none to register. */
export function openWebOffline(): OfflineApp {
  const has = import.meta.env.PROD && 'serviceWorker' in navigator;
  return createWebOffline({
    container: has ? navigator.serviceWorker : undefined,
    script: new URL(import.meta.url).pathname,
    reload: () => location.reload(),
  });
}
