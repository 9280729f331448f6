import { ReadroomError } from '../domain/errors/readroom-error.ts';
import type { BlockConverter } from '../pipeline/build/block-converter.ts';
import type { BuildWorkers } from '../pipeline/build/build-model.ts';
import type { FileHasher } from '../pipeline/build/file-hasher.ts';
import type { JobWorker } from './job-in-worker.ts';
import { createRpcClient, type RpcClient } from './rpc-client.ts';
import type { ConvertInputs, HashedInput } from './rpc.ts';

/** Weights of one job: some 20 ms of work, beside which a message costs nothing; 1 to 2 MB of result. */
export const CONVERT_BLOCK_WEIGHTS: number = 2 * 1024 * 1024;
/** Of each worker: one block is read while the other is computed. */
const JOBS_PER_WORKER = 2;

export interface ConvertPool {
  readonly workers: BuildWorkers;
  /** Ends every worker; calls that are open fail. */
  close(): void;
}

interface Lane {
  readonly worker: JobWorker;
  readonly client: RpcClient;
  /** Calls and files that it has in hand. */
  busy: number;
}

/** Several conversion workers behind the same interfaces that do the work in one thread. */
export function createConvertPool(start: () => JobWorker, count: number, inputs: ConvertInputs): ConvertPool {
  const lanes = Array.from({ length: count }, () => openLane(start, inputs));
  /** Buffers of placed blocks, on their way back to whichever worker makes the next one. */
  const free: ArrayBuffer[] = [];

  const leastBusy = (): Lane => {
    const [first, ...others] = lanes;
    if (first === undefined) throw new RangeError('a pool without workers');
    return others.reduce((best, lane) => (lane.busy < best.busy ? lane : best), first);
  };

  const onLane = async <T>(lane: Lane, work: () => Promise<T>): Promise<T> => {
    lane.busy++;
    try {
      return await work();
    } finally {
      lane.busy--;
    }
  };

  const converter: BlockConverter = {
    blockWeights: CONVERT_BLOCK_WEIGHTS,
    inFlight: count * JOBS_PER_WORKER,
    convert(job, signal) {
      const lane = leastBusy();
      const reuse = free.pop() ?? null;
      const transfer = reuse === null ? [] : [reuse];
      return onLane(lane, () => lane.client.call('convert/block', { job, reuse }, { signal, transfer }));
    },
    release: ({ buffer, scaleBytes }) => {
      // Only a matrix's blocks have a buffer of the common size.
      if (scaleBytes > 0) free.push(buffer);
    },
  };

  const hasher = (set: HashedInput['set']): FileHasher => ({
    parallel: count,
    open(name) {
      const lane = leastBusy();
      lane.busy++;
      return Promise.resolve({
        update: async (offset, length, signal) => {
          await lane.client.call('convert/hash', { set, name, offset, length }, { signal });
        },
        digest: async () => {
          lane.busy--;
          return lane.client.call('convert/digest', { set, name });
        },
      });
    },
  });

  return {
    workers: { converter, base: hasher('base'), adapter: hasher('adapter') },
    close() {
      for (const { worker, client } of lanes) {
        worker.terminate();
        client.fail(new ReadroomError('app/unexpected', 'conversion ended'));
      }
    },
  };
}

function openLane(start: () => JobWorker, inputs: ConvertInputs): Lane {
  const worker = start();
  const client = createRpcClient(worker);
  const die = (what: string) => (): void =>
    client.fail(new ReadroomError('app/unexpected', `conversion: ${what}`));
  worker.addEventListener('error', die('worker error'));
  worker.addEventListener('messageerror', die('unreadable message'));
  // A worker that cannot take its inputs says so at its first block.
  client.call('convert/open', inputs).catch(() => undefined);
  return { worker, client, busy: 0 };
}
