import { createHash } from 'node:crypto';
import type { KeptBuild } from '../../domain/offline/kept-build.ts';
import type { ToServiceWorker, WorkerStatus } from '../../domain/offline/offline-messages.ts';
import { createManualClock, type ManualClock } from '../../platform/clock/manual-clock.ts';
import { createForwardRequest } from '../../platform/net/forward-request.ts';
import { createOriginFetch } from '../../platform/net/origin-fetch.ts';
import { serveOffline } from '../../platform/offline/serve-offline.ts';
import type {
  AskedEvent,
  LastingEvent,
  MessagedEvent,
  WorkerScope,
} from '../../platform/offline/worker-scope.ts';
import { createMemoryCaches } from './memory-caches.ts';

export const ORIGIN = 'https://ris.example';

/** What stands at the server, by path; null while it is gone. */
export type Site = Map<string, string>;

/** A build with these files. Equal files make equal builds. */
export function buildOf(files: Readonly<Record<string, string>>): KeptBuild {
  const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
  const list = Object.entries(files).map(([path, text]) => ({
    path,
    bytes: Buffer.byteLength(text),
    sha256: hash(text),
  }));
  return { build: hash(JSON.stringify(list)), files: list };
}

/** A browser around service workers: its caches, its tabs, and a server that may go away. */
export interface WorkerBench {
  readonly site: Site;
  readonly caches: CacheStorage;
  /** Ids of the open tabs. */
  readonly tabs: Set<string>;
  /** What was told to the tabs. */
  readonly told: unknown[];
  /** Paths that the server was asked for. */
  readonly asked: string[];
  online: boolean;
  /** The server takes requests and never answers. */
  silent: boolean;
  readonly clock: ManualClock;
  start(build: KeptBuild): StartedWorker;
}

export interface StartedWorker {
  /** @throws when the worker gives up */
  install(): Promise<void>;
  activate(): Promise<void>;
  /** Installed and in use. */
  run(): Promise<void>;
  /** The text that a page gets; null when the request goes nowhere, `network` when the worker leaves it alone. */
  ask(
    path: string,
    init?: { readonly method?: string; readonly navigates?: boolean },
  ): Promise<string | null>;
  answer(path: string): Promise<Response | null>;
  /** As a page asks that runs this script. */
  status(script?: string): Promise<WorkerStatus>;
  readonly skipped: () => boolean;
  send(message: ToServiceWorker | { readonly kind: string }): Promise<void>;
}

export function createWorkerBench(
  options: { readonly refuses?: (path: string) => boolean } = {},
): WorkerBench {
  const caches = createMemoryCaches(options.refuses);
  const tabs = new Set<string>();
  const site: Site = new Map();
  const told: unknown[] = [];
  const asked: string[] = [];
  const bench: WorkerBench = {
    site,
    caches,
    tabs,
    told,
    asked,
    online: true,
    silent: false,
    clock: createManualClock(0),
    start,
  };

  const serve = (url: string): Promise<Response> => {
    const { pathname } = new URL(url);
    asked.push(pathname);
    if (bench.silent) return new Promise(() => undefined);
    if (!bench.online) return Promise.reject(new TypeError('Failed to fetch'));
    const text = site.get(pathname);
    // As an old server might send them: nothing of it counts for what is kept.
    const headers = {
      'Content-Security-Policy': "default-src 'none'",
      'Content-Encoding': 'gzip',
      Vary: '*',
    };
    return Promise.resolve(new Response(text ?? '', { status: text === undefined ? 404 : 200, headers }));
  };

  function start(build: KeptBuild): StartedWorker {
    const on: Record<string, (event: never) => void> = {};
    let skipped = false;
    const client = (id: string) => ({ id, postMessage: (message: unknown) => void told.push(message) });
    const scope: WorkerScope = {
      location: { origin: ORIGIN },
      caches,
      clients: {
        claim: () => Promise.resolve(),
        get: (id) => Promise.resolve(tabs.has(id) ? client(id) : undefined),
        matchAll: () => Promise.resolve([...tabs].map(client)),
      },
      skipWaiting: () => Promise.resolve(void (skipped = true)),
      addEventListener: (type: string, listener: (event: never) => void) => void (on[type] = listener),
    };
    serveOffline(scope, {
      kept: build,
      net: createOriginFetch(ORIGIN, serve),
      forward: createForwardRequest(ORIGIN, ({ url }) => serve(url)),
      clock: bench.clock,
    });

    const last = async (type: string, event: object = {}): Promise<void> => {
      const work: Promise<unknown>[] = [];
      const lasting: LastingEvent = { waitUntil: (promise) => void work.push(promise) };
      on[type]?.({ ...event, ...lasting } as never);
      await Promise.all(work);
    };
    const send = (data: unknown, ports: readonly MessagePort[] = []): Promise<void> =>
      last('message', { data, ports } satisfies Pick<MessagedEvent, 'data' | 'ports'>);

    const respond = async (
      path: string,
      { method = 'GET', navigates = false }: { method?: string; navigates?: boolean } = {},
    ): Promise<Response | null> => {
      const answers: (Promise<Response> | Response)[] = [];
      // Node makes no requests for navigation.
      const request = {
        url: new URL(path, ORIGIN).href,
        method,
        mode: navigates ? 'navigate' : 'cors',
      } as Request;
      on['fetch']?.({
        request,
        respondWith: (response) => void answers.push(response),
        waitUntil: () => undefined,
      } satisfies AskedEvent as never);
      return (await answers[0]) ?? null;
    };

    const worker: StartedWorker = {
      install: () => last('install'),
      activate: () => last('activate'),
      async run() {
        await worker.install();
        await worker.activate();
      },
      async ask(path, init) {
        const answer = await respond(path, init);
        if (answer === null) return 'network';
        return answer.type === 'error' ? null : await answer.text();
      },
      answer: (path) => respond(path),
      async status(script = '') {
        const { port1, port2 } = new MessageChannel();
        const answer = new Promise<WorkerStatus>((resolve) => {
          port1.onmessage = ({ data }: MessageEvent<WorkerStatus>) => {
            port1.close();
            resolve(data);
          };
        });
        await send({ kind: 'offline/status', script }, [port2]);
        return await answer;
      },
      skipped: () => skipped,
      send: (message) => send(message),
    };
    return worker;
  }

  return bench;
}
