import type { KeptBuild } from '../domain/offline/kept-build.ts';
import { createWebClock } from '../platform/clock/web-clock.ts';
import { createForwardRequest } from '../platform/net/forward-request.ts';
import { createOriginFetch } from '../platform/net/origin-fetch.ts';
import { serveOffline } from '../platform/offline/serve-offline.ts';
import type { WorkerScope } from '../platform/offline/worker-scope.ts';
import { reportRequests } from '../platform/privacy/timeline.ts';
import { serveSelfTest } from './self-test-scope.ts';

/** The build writes it in front of this script (scripts/build/service-worker.ts). */
declare const READROOM_KEPT_BUILD: KeptBuild;

// The page's types know no service worker; the parts that are used are named in WorkerScope.
const scope = globalThis as unknown as WorkerScope;

const { origin } = scope.location;

serveOffline(scope, {
  kept: READROOM_KEPT_BUILD,
  net: createOriginFetch(origin),
  forward: createForwardRequest(origin),
  clock: createWebClock(),
});

reportRequests('service worker');
serveSelfTest(globalThis);
