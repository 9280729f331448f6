import { ReadroomError } from '../domain/errors/readroom-error.ts';
import type { Clock } from '../platform/clock/clock.ts';
import { createFollower, type Follower } from '../platform/engine/follow/follower.ts';
import type { Lookup } from '../platform/engine/follow/proposals.ts';
import type { DeviceWatch } from '../platform/engine/webllm/device-watch.ts';
import type { GpuModel } from '../platform/engine/webllm/gpu-model.ts';
import { checkKnownAnswer } from '../platform/engine/webllm/known-answer-check.ts';
import { createLossInjection } from '../platform/engine/webllm/loss-injection.ts';
import type { OpenPipelineOptions } from '../platform/engine/webllm/open-pipeline.ts';
import type { ModelStore } from '../platform/model-store/model-store-port.ts';
import type { RpcHandler, RpcHandlers } from './rpc-server.ts';
import { verifyFiles } from './verify-files.ts';

/**
 * Measured over 76 drafts of validation findings, typed sentence by sentence and edited once: finding the way back into
 * the last draft saves 167 of 806 decode steps for 268 more proposed tokens, 167 of them right. Larger blocks and more
 * patience propose much more and save little more.
 */
const LOOKUP: Lookup = { match: 2, block: 4, patience: 2 };

export interface WebllmHandlersOptions {
  readonly store: Pick<ModelStore, 'get' | 'readFile'>;
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly watch: DeviceWatch;
  /** Puts the model on the GPU: `openPipeline` and `createGpuModel`, or a test's model. */
  readonly openModel: (options: Omit<OpenPipelineOptions, 'watch'>) => Promise<GpuModel>;
}

/** The calls of the worker that holds a model on the GPU. */
export function createWebllmHandlers(options: WebllmHandlersOptions): RpcHandlers {
  const { store, clock, watch, openModel } = options;
  const injection = createLossInjection(watch);
  let opened = false;
  let follower: Follower | null = null;
  let running: AbortController | null = null;

  const open: RpcHandler<'webllm/open'> = async (request, { signal, progress }) => {
    // A second model would lie on the GPU beside the first: whoever wants another one ends this worker.
    if (opened) throw new ReadroomError('app/unexpected', 'opened twice');
    opened = true;
    const { modelId, baseUrl, library, libraryUrl, knownAnswer, loss } = request;
    const installed = await store.get(modelId);
    if (!installed) throw new ReadroomError('store/not-installed', modelId);
    const { manifest } = installed;
    const tokens = await verifyFiles(store, manifest, signal, (bytes) =>
      progress({ phase: 'verify', ...bytes }),
    );
    if (loss !== null) injection.arm(loss);
    const shardBytes = manifest.files.reduce(
      (sum, file) => sum + (file.role === 'shard' ? file.bytes : 0),
      0,
    );
    const model = await openModel({
      modelId,
      baseUrl,
      library,
      libraryUrl,
      shardBytes,
      onProgress: progress,
    });
    progress({ phase: 'check', doneBytes: 0, totalBytes: shardBytes });
    const { window } = library.context;
    const check = await checkKnownAnswer(model, knownAnswer, { compute: library.compute, window, clock });
    progress({ phase: 'check', doneBytes: shardBytes, totalBytes: shardBytes });
    follower = createFollower(injection.wrap(model), { monotonic: () => clock.monotonic(), lookup: LOOKUP });
    return { tokens, check };
  };

  const generate: RpcHandler<'webllm/generate'> = async (request, { progress }) => {
    if (follower === null) throw new ReadroomError('engine/not-loaded');
    running = new AbortController();
    injection.beginRun();
    const { signal } = running;
    return await follower.run(request, { signal, onTokens: (tokens) => progress({ tokens }) });
  };

  return {
    'webllm/open': open,
    'webllm/generate': generate,
    'webllm/interrupt': () => {
      running?.abort();
      return Promise.resolve(null);
    },
    'webllm/lost': () =>
      watch.lost.then(
        () => null,
        () => null,
      ),
    'webllm/lose-device': (moment) => {
      injection.arm(moment);
      return Promise.resolve(null);
    },
  };
}
