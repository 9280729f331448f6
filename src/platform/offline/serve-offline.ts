import { asReadroomError } from '../../domain/errors/as-readroom-error.ts';
import { chooseAnswer, type Answer, type Refusal } from '../../domain/offline/choose-answer.ts';
import type { KeptBuild } from '../../domain/offline/kept-build.ts';
import {
  isToServiceWorker,
  type FromServiceWorker,
  type WorkerStatus,
} from '../../domain/offline/offline-messages.ts';
import type { Clock } from '../clock/clock.ts';
import type { ForwardRequest } from '../net/forward-request.ts';
import type { OriginFetch } from '../net/origin-fetch.ts';
import { createBuildCache } from './build-cache.ts';
import { createOlderBuilds } from './older-builds.ts';
import { createSiteFiles } from './site-files.ts';
import type { WorkerScope } from './worker-scope.ts';

interface OfflinePorts {
  readonly kept: KeptBuild;
  readonly net: Pick<OriginFetch, 'get'>;
  readonly forward: ForwardRequest;
  readonly clock: Pick<Clock, 'after'>;
}

/**
 * Keeps one build of the app and answers for it, with or without a network: all of its files, or none. Storage gives only
 * bytes: their hashes and the headers of every kept answer stand in the worker's script. A refusal is a network error.
 */
export function serveOffline(scope: WorkerScope, { kept, net, forward, clock }: OfflinePorts): void {
  const { origin } = scope.location;
  const build = createBuildCache(kept, scope.caches, net);
  const older = createOlderBuilds(scope.caches, scope.clients);
  const site = createSiteFiles(scope.caches, { net, forward, clock });

  const tell = async (message: FromServiceWorker): Promise<void> => {
    const pages = await scope.clients.matchAll({ type: 'window', includeUncontrolled: true });
    for (const page of pages) page.postMessage(message);
  };

  const refuse = (refusal: Refusal): Response => {
    void tell({ kind: 'offline/refused', refusal });
    return Response.error();
  };

  const install = async (): Promise<void> => {
    await older.release(build.name);
    try {
      await build.keep();
      await site.keep();
    } catch (error) {
      await build.drop();
      await tell({ kind: 'offline/not-kept', error: asReadroomError(error).toTransfer() });
      throw error;
    }
  };

  const activate = async (): Promise<void> => {
    await older.note(build.name);
    await older.sweep();
    // The page that brought this worker is to be kept from now on too, and its workers watched.
    await scope.clients.claim();
  };

  const answer = async (
    request: Request,
    { from, path }: Answer & { readonly path: string },
  ): Promise<Response> => {
    if (from === 'site') return await site.read(request, path);
    // Not kept: cleared by the browser, or of a build that is newer or older than any here. The server may have it.
    return (await (from === 'build' ? build : older).read(path)) ?? (await forward(request));
  };

  const status = async (script: string): Promise<WorkerStatus> => {
    await older.sweep();
    const known = { build: kept.build, hasScript: build.has(script) };
    try {
      // Nothing to do unless the browser let go of a file.
      await build.keep();
      return { ...known, error: null };
    } catch (error) {
      return { ...known, error: asReadroomError(error).toTransfer() };
    }
  };

  scope.addEventListener('install', (event) => event.waitUntil(install()));
  scope.addEventListener('activate', (event) => event.waitUntil(activate()));
  scope.addEventListener('fetch', (event) => {
    const { url, method, mode } = event.request;
    const chosen = chooseAnswer({ url, method, navigates: mode === 'navigate' }, origin, build.has);
    if (chosen.from === 'nowhere') event.respondWith(refuse(chosen.refusal));
    // Left alone, the browser does it as if there were no service worker: bytes of models take no way round here.
    else if (chosen.from !== 'network') event.respondWith(answer(event.request, chosen));
  });
  scope.addEventListener('message', (event) => {
    if (!isToServiceWorker(event.data)) return;
    if (event.data.kind === 'offline/take-over') event.waitUntil(scope.skipWaiting());
    else event.waitUntil(status(event.data.script).then((known) => event.ports[0]?.postMessage(known)));
  });
}
