import { createPauseGate } from '../../domain/io/pause-gate.ts';
import { modelBasePath } from '../../domain/model/catalog.ts';
import type { ModelConfig } from '../../domain/model/model-config.ts';
import type { ModelManifest } from '../../domain/model/manifest.ts';
import { buildModel } from '../../pipeline/build/build-model.ts';
import type { Job, JobOptions, ModelJobs } from '../../platform/model-jobs/model-jobs-port.ts';
import { createLibraryStore } from '../../platform/model-store/create-library-store.ts';
import { createStoreSink } from '../../platform/model-store/create-store-sink.ts';
import type { LibraryStore } from '../../platform/model-store/library-store-port.ts';
import { createMemoryLogger } from '../../platform/logger/memory-logger.ts';
import { createOriginFetch } from '../../platform/net/origin-fetch.ts';
import { createLocalLocks } from '../../platform/tabs/local-locks.ts';
import { createExportHandler } from '../../workers/export-model.ts';
import { createPreviewHandler } from '../../workers/preview-prompt.ts';
import { createVerifyHandler } from '../../workers/verify-installed.ts';
import { memorySink, testHashing, tinyBuildRequest } from '../generators/tiny-build.ts';
import { tinyArrival } from '../generators/tiny-arrival.ts';
import { builtInStore, STORE_ORIGIN, type BuiltInStore } from '../store/built-in-store.ts';

export interface LibraryBench extends BuiltInStore {
  /** The workers' own code, called without a worker around it. */
  readonly jobs: Pick<ModelJobs, 'verify' | 'exportModel' | 'previewPrompt'>;
  readonly libraries: LibraryStore;
  /** Builds one more model into the same store. */
  install(configId: string, name: string, change?: Partial<ModelConfig>): Promise<ModelManifest>;
  /** As a failing disk does, in the stored row. */
  flipBit(modelId: string, path: string): Promise<void>;
}

/** The Model library's outside over an IndexedDB in memory: real store, real models, real work; only the threads are missing. */
export async function createLibraryBench(): Promise<LibraryBench> {
  const built = await builtInStore({ withKnownAnswer: false });
  const { store, databases, clock } = built;
  const libraries = createLibraryStore({
    net: createOriginFetch(STORE_ORIGIN, () => Promise.reject(new TypeError('no network'))),
    hashing: testHashing,
    locks: createLocalLocks(),
    clock,
    logger: createMemoryLogger(clock),
    databases,
  });
  const preview = createPreviewHandler(() => store);
  return {
    ...built,
    libraries,
    jobs: {
      verify: (modelId, options) =>
        job(options, (gate, context) => createVerifyHandler({ store, clock, gate })({ modelId }, context)),
      exportModel: (modelId, target, options) =>
        job(options, (gate, context) =>
          createExportHandler({ store, libraries, gate })({ modelId, target }, context),
        ),
      previewPrompt(of, template, findings, signal = new AbortController().signal) {
        if (!('modelId' in of)) throw new TypeError('only installed models here');
        return preview({ of, template, findings }, { signal, progress: () => undefined });
      },
    },
    async install(configId, name, change = {}) {
      const request = await tinyBuildRequest('q8f16_1', memorySink());
      const sink = createStoreSink({
        modelId: `${configId}-q8f16_1`,
        arrival: tinyArrival({ name }),
        origin: STORE_ORIGIN,
        hashing: testHashing,
        clock,
        databases,
      });
      const config = { ...request.config, ...change, id: configId };
      return (await buildModel({ ...request, config, withKnownAnswer: false, sink })).manifest;
    },
    async flipBit(modelId, path) {
      const url = `${STORE_ORIGIN}${modelBasePath(modelId)}${path}`;
      const row = await databases.model.urls.get(url);
      if (!(row?.data instanceof ArrayBuffer)) throw new TypeError(`${path} has no row`);
      const bytes = new Uint8Array(row.data.slice(0));
      bytes[7] = (bytes[7] ?? 0) ^ 16;
      await databases.model.urls.put({ url, data: bytes.buffer });
    },
  };
}

type Context = { readonly signal: AbortSignal; readonly progress: NonNullable<JobOptions['onProgress']> };

function job<T>(
  options: JobOptions | undefined,
  work: (gate: ReturnType<typeof createPauseGate>, context: Context) => Promise<T>,
): Job<T> {
  const gate = createPauseGate();
  const signal = options?.signal ?? new AbortController().signal;
  const progress = options?.onProgress ?? ((): void => undefined);
  return {
    result: work(gate, { signal, progress }),
    pause: () => gate.pause(),
    resume: () => gate.resume(),
  };
}
