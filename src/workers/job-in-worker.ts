import { ReadroomError } from '../domain/errors/readroom-error.ts';
import type { Clock } from '../platform/clock/clock.ts';
import type { Job } from '../platform/model-jobs/model-jobs-port.ts';
import { connectWorker } from './connect-worker.ts';
import type { RpcCallOptions } from './rpc-client.ts';
import type { FromWorker, RpcName, RpcPort, RpcRequest, RpcResponse } from './rpc.ts';

/** What a Worker has of use to a job. */
export interface JobWorker extends RpcPort {
  terminate(): void;
  addEventListener(type: 'message' | 'error' | 'messageerror', listener: (event: MessageEvent) => void): void;
}

/** A cancelled worker gets this long to leave things tidy, such as removing a half-written file, ms. */
const GRACE_MS = 3_000;

/** Runs one call in a worker of its own that can be held; the worker ends with the call, and its memory with it. */
export function jobInWorker<N extends RpcName>(
  start: () => JobWorker,
  clock: Clock,
  name: N,
  request: RpcRequest<N>,
  options: RpcCallOptions<N> = {},
): Job<RpcResponse<N>> {
  if (options.signal?.aborted === true) {
    return { result: Promise.reject(options.signal.reason as Error), pause: nothing, resume: nothing };
  }
  const worker = start();
  const client = connectWorker(worker, name);
  const tell = (what: 'job/pause' | 'job/resume'): void => {
    // A job that has ended needs no holding.
    client.call(what, null).catch(nothing);
  };
  const run = async (): Promise<RpcResponse<N>> => {
    let call = 0;
    try {
      return await client.call(name, request, { ...options, onSent: (id) => (call = id) });
    } finally {
      if (options.signal?.aborted === true) endSoon(worker, clock, call);
      else worker.terminate();
      client.fail(new ReadroomError('app/unexpected', `${name}: ended`));
    }
  };
  return { result: run(), pause: () => tell('job/pause'), resume: () => tell('job/resume') };
}

/** The caller has its AbortError; the worker ends once it says so itself, or when its time is over. */
function endSoon(worker: JobWorker, clock: Clock, call: number): void {
  const cancelTimer = clock.after(GRACE_MS, () => worker.terminate());
  worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => {
    // The answer to a pause is not the job's own.
    if (data.type === 'progress' || data.id !== call) return;
    cancelTimer();
    worker.terminate();
  });
}

function nothing(): void {
  // Nothing to do.
}
