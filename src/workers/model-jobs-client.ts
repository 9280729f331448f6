import { ReadroomError } from '../domain/errors/readroom-error.ts';
import { builtModelId } from '../domain/model/catalog.ts';
import type { Clock } from '../platform/clock/clock.ts';
import type { Job, ModelJobs } from '../platform/model-jobs/model-jobs-port.ts';
import type { InstalledModel, ModelStore } from '../platform/model-store/model-store-port.ts';
import { jobInWorker, type JobWorker } from './job-in-worker.ts';
import { createLastingWorker } from './lasting-worker.ts';
import { mergeArrival } from './merge-arrival.ts';

export interface ModelJobsParts {
  readonly models: Pick<ModelStore, 'get'>;
  readonly clock: Clock;
  /** For tests; the real workers otherwise. */
  readonly startPipeline?: () => JobWorker;
  readonly startLibrary?: () => JobWorker;
}

/** A person who edits a prompt pauses to think; the vocabulary that was read stays that long, ms. */
const PREVIEW_IDLE_MS = 30_000;

const pipelineWorker = (): JobWorker =>
  new Worker(new URL('./pipeline.worker.ts', import.meta.url), { type: 'module', name: 'pipeline' });
const libraryWorker = (): JobWorker =>
  new Worker(new URL('./library.worker.ts', import.meta.url), { type: 'module', name: 'library' });

/** The slow work of the Model library, each piece in a worker of its own. */
export function createModelJobs(parts: ModelJobsParts): ModelJobs {
  const { models, clock, startPipeline = pipelineWorker, startLibrary = libraryWorker } = parts;
  const previews = createLastingWorker(startPipeline, clock, PREVIEW_IDLE_MS);

  /** The last adapter whose weights were hashed: another base beside it does not need them read again. */
  let hashed: { readonly key: string; readonly sha256: string } | null = null;

  const installed = async (id: string): Promise<InstalledModel> => {
    const model = await models.get(id);
    if (model === null) throw new ReadroomError('store/not-installed', id);
    return model;
  };

  return {
    async inspectMerge(base, adapter, signal) {
      const key = adapter && JSON.stringify(adapter.files.map(({ name, file }) => [name, ...stampOf(file)]));
      const adapterSha256 = key !== null && key === hashed?.key ? hashed.sha256 : null;
      const request = {
        base: base.files,
        baseLabel: base.label,
        adapter: adapter?.files ?? null,
        adapterSha256,
      };
      const { result } = jobInWorker(startPipeline, clock, 'pipeline/inspect', request, { signal });
      const inspection = await result;
      if (key !== null && inspection.adapter !== null) hashed = { key, sha256: inspection.adapter.sha256 };
      return inspection;
    },

    merge(request, options = {}) {
      const { config, quantization, base, adapter, goesOn = false } = request;
      const job = jobInWorker(
        startPipeline,
        clock,
        'pipeline/build',
        {
          config,
          quantization,
          base: base.files,
          adapter: adapter?.files ?? null,
          arrival: mergeArrival(request),
          goesOn,
        },
        options,
      );
      return then(job, () => installed(builtModelId(config.id, quantization)));
    },

    inspectImport: (files, signal) =>
      jobInWorker(
        startLibrary,
        clock,
        'library/inspect',
        { files: files.files, label: files.label },
        { signal },
      ).result,

    importModel({ files, installedBy, leaveOutPrompt = false }, options = {}) {
      const request = { files: files.files, label: files.label, installedBy, leaveOutPrompt };
      const job = jobInWorker(startLibrary, clock, 'library/import', request, options);
      return then(job, async ({ modelId, libraries }) => ({
        model: modelId === null ? null : await installed(modelId),
        libraries,
      }));
    },

    verify: (modelId, options) => jobInWorker(startLibrary, clock, 'library/verify', { modelId }, options),

    exportModel: (modelId, target, options) =>
      jobInWorker(startLibrary, clock, 'library/export', { modelId, target }, options),

    previewPrompt: (of, template, findings, signal) =>
      previews.call(
        'pipeline/preview',
        { of: 'base' in of ? { base: of.base.files } : of, template, findings },
        { signal },
      ),
  };
}

function stampOf({ size, lastModified }: File): readonly number[] {
  return [size, lastModified];
}

function then<A, B>(job: Job<A>, next: (result: A) => Promise<B>): Job<B> {
  return { result: job.result.then(next), pause: () => job.pause(), resume: () => job.resume() };
}
