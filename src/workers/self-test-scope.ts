import type { Place } from '../domain/privacy/channels.ts';
import { createWebClock } from '../platform/clock/web-clock.ts';
import { runInWorker } from '../platform/self-test/run-in-worker.ts';
import type { Observed } from '../platform/self-test/run-probes.ts';

/** Page to worker, with a port to answer on. `decoy` is the decoy's host and, behind a slash, the canary of the run. */
export interface SelfTestCall {
  readonly kind: 'self-test';
  readonly decoy: string;
}

/** Worker to page, on that port. */
export type SelfTestTold =
  | { readonly kind: 'started' }
  | { readonly kind: 'observed'; readonly observed: Observed }
  | { readonly kind: 'ended' };

/** What a worker and a service worker have of use here. */
export type SelfTestScope = EventTarget & { readonly location: { readonly protocol: string } };

/**
 * Answers `SelfTestCall`s: the scope tries its own ways out and tells what it saw. Any message on the port stops it. A
 * service worker is kept alive for as long.
 */
export function serveSelfTest(scope: SelfTestScope): void {
  scope.addEventListener('message', (event) => {
    const { data, ports } = event as MessageEvent<unknown>;
    const [port] = ports;
    if (!isCall(data) || port === undefined) return;
    const stop = new AbortController();
    port.onmessage = () => stop.abort();
    const tell = (told: SelfTestTold): void => port.postMessage(told);
    tell({ kind: 'started' });
    const run = runInWorker({
      place: placeOf(scope),
      scope,
      base: data.decoy,
      signal: stop.signal,
      clock: createWebClock(),
      onObserved: (observed) => tell({ kind: 'observed', observed }),
    })
      // Stopped: whoever stopped it waits for nothing more.
      .catch(() => undefined)
      .finally(() => tell({ kind: 'ended' }));
    if ('waitUntil' in event) (event as unknown as Lasting).waitUntil(run);
  });
}

interface Lasting {
  waitUntil(work: Promise<unknown>): void;
}

function isCall(data: unknown): data is SelfTestCall {
  return (
    typeof data === 'object' &&
    data !== null &&
    'kind' in data &&
    data.kind === 'self-test' &&
    'decoy' in data &&
    typeof data.decoy === 'string'
  );
}

function placeOf(scope: SelfTestScope): Place {
  return 'registration' in scope ? 'service-worker' : 'worker';
}
