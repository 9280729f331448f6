import type { Hashing } from '../domain/io/hashing.ts';
import type { ModelSink } from '../domain/io/model-sink.ts';
import type { PauseGate } from '../domain/io/pause-gate.ts';
import { builtModelId } from '../domain/model/catalog.ts';
import { buildModel } from '../pipeline/build/build-model.ts';
import type { Clock } from '../platform/clock/clock.ts';
import type { JobProgress } from '../platform/model-jobs/model-jobs-port.ts';
import type { FileSet } from '../domain/io/byte-source.ts';
import type { NamedFile } from '../platform/files/chosen-files.ts';
import type { Arrival } from '../platform/model-store/arrival.ts';
import { installLock } from '../platform/model-store/install-lock.ts';
import type { TabLocks } from '../platform/tabs/locks.ts';
import type { ConvertPool } from './convert-pool.ts';
import { createHashingSink } from './hashing-sink.ts';
import type { RpcHandler } from './rpc-server.ts';
import type { BuiltModel, ConvertInputs, RpcRequest } from './rpc.ts';
import { throttledProgress } from './throttled-progress.ts';

export interface BuildHandlerOptions {
  readonly gate: PauseGate;
  readonly hashing: Hashing;
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly locks: TabLocks;
  readonly openFiles: (files: readonly NamedFile[]) => FileSet;
  /** @throws ReadroomError `library/adapter-too-large` */
  readonly openPool: (inputs: ConvertInputs) => Promise<ConvertPool>;
  readonly openStoreSink: (modelId: string, arrival: Arrival) => ModelSink;
  /** @throws ReadroomError `store/quota-exceeded` */
  readonly checkRoom: (modelId: string, totalBytes: number) => Promise<void>;
}

type BuildCall = RpcRequest<'pipeline/build'>;

/** Runs the very pipeline that Node runs, on files that the user chose, with several workers for the weights. */
export function createBuildHandler(options: BuildHandlerOptions): RpcHandler<'pipeline/build'> {
  const { gate, hashing, clock, locks, openFiles, openPool, openStoreSink, checkRoom } = options;

  const build = async (
    request: BuildCall,
    sink: ModelSink,
    onPlanned: (totalBytes: number) => Promise<void>,
    onProgress: (progress: JobProgress) => void,
    signal: AbortSignal,
  ): Promise<Pick<BuiltModel, 'manifest' | 'manifestSha256'>> => {
    const { config, quantization, base, adapter, goesOn = false } = request;
    const pool = await openPool({ architecture: config.architecture, quantization, base, adapter });
    try {
      return await buildModel({
        config,
        quantization,
        base: openFiles(base),
        adapter: adapter === null ? null : openFiles(adapter),
        sink,
        hashing,
        signal,
        gate,
        workers: pool.workers,
        goesOn,
        onPlanned,
        onProgress,
      });
    } finally {
      pool.close();
    }
  };

  return async (request, { signal, progress }) => {
    const { config, quantization, arrival } = request;
    const onProgress = throttledProgress(progress, clock);
    if (arrival === null) {
      const sink = createHashingSink(hashing, null);
      const built = await build(request, sink, () => Promise.resolve(), onProgress, signal);
      return {
        manifest: built.manifest,
        manifestSha256: built.manifestSha256,
        fileHashes: Object.fromEntries(sink.hashes),
      };
    }
    const modelId = builtModelId(config.id, quantization);
    const run = async (): Promise<BuiltModel> => {
      const sink = openStoreSink(modelId, arrival);
      const room = (totalBytes: number): Promise<void> => checkRoom(modelId, totalBytes);
      const { manifest, manifestSha256 } = await build(request, sink, room, onProgress, signal);
      const hashes = manifest.files.map(({ path, sha256 }): [string, string] => [path, sha256]);
      const fileHashes = { ...Object.fromEntries(hashes), 'manifest.json': manifestSha256 };
      return { manifest, manifestSha256, fileHashes };
    };
    const onWait = (): void => onProgress(waiting(config.displayName));
    return locks.exclusive(installLock(modelId), run, { signal, onWait });
  };
}

/** Another tab works on this model. */
function waiting(item: string): JobProgress {
  return { phase: 'waiting', doneBytes: 0, totalBytes: 0, item, doneTensors: 0, totalTensors: 0 };
}
