import type { Clock } from '../platform/clock/clock.ts';
import type { OtherPlace } from '../platform/self-test/self-test-port.ts';
import type { SelfTestCall, SelfTestTold } from './self-test-scope.ts';

/** Something that takes a call with a port: a worker, a service worker. */
interface CallTaker {
  postMessage(call: SelfTestCall, transfer: Transferable[]): void;
}

/** A worker that is started and knows the call says so sooner, ms. */
const START_MS = 5_000;
const SILENT = 'It did not answer.';

/** A worker of the app's own kind, started for the test and ended after it. */
export function workerPlace(
  clock: Pick<Clock, 'after'>,
  start = (): Worker =>
    new Worker(new URL('./self-test.worker.ts', import.meta.url), { type: 'module', name: 'self-test' }),
): OtherPlace {
  return {
    place: 'worker',
    async run(options) {
      const worker = start();
      try {
        return await call(worker, clock, options);
      } finally {
        worker.terminate();
      }
    },
  };
}

/** @param controller see `serviceWorkerController` */
export function serviceWorkerPlace(
  clock: Pick<Clock, 'after'>,
  controller: () => CallTaker | null,
): OtherPlace {
  return {
    place: 'service-worker',
    run(options) {
      const taker = controller();
      return taker === null
        ? Promise.resolve('No service worker runs for this page.')
        : call(taker, clock, options);
    },
  };
}

function call(
  taker: CallTaker,
  clock: Pick<Clock, 'after'>,
  { base, signal, onObserved }: Parameters<OtherPlace['run']>[0],
): Promise<string | null> {
  const { port1, port2 } = new MessageChannel();
  return new Promise<string | null>((resolve, reject) => {
    signal.throwIfAborted();
    const cancelWait = clock.after(START_MS, () => resolve(SILENT));
    signal.addEventListener(
      'abort',
      () => {
        port1.postMessage('stop');
        reject(signal.reason as Error);
      },
      { once: true },
    );
    port1.onmessage = ({ data }: MessageEvent<SelfTestTold>) => {
      cancelWait();
      if (data.kind === 'observed') onObserved(data.observed);
      if (data.kind === 'ended') resolve(null);
    };
    taker.postMessage({ kind: 'self-test', decoy: base }, [port2]);
  }).finally(() => port1.close());
}
