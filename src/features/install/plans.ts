import { builtModelId, type ModelCatalog } from '../../domain/model/catalog.ts';
import type {
  ImportInspection,
  ImportRequest,
  Job,
  JobProgress,
  MergeRequest,
  ModelJobs,
} from '../../platform/model-jobs/model-jobs-port.ts';
import type { InstallProgress, ModelStore } from '../../platform/model-store/model-store-port.ts';
import type { JobOutcome, JobPlan } from './job.ts';

export type CatalogModel = ModelCatalog['models'][number];

export function mergePlan(jobs: ModelJobs, request: MergeRequest): JobPlan {
  return {
    kind: 'merge',
    title: request.config.displayName,
    modelId: builtModelId(request.config.id, request.quantization),
    start: (options) => mapJob(jobs.merge(request, options), (model) => ({ model, libraries: [] })),
  };
}

export function importPlan(
  jobs: ModelJobs,
  request: ImportRequest,
  { name, modelId }: Pick<ImportInspection, 'name' | 'modelId'>,
): JobPlan {
  return {
    kind: 'import',
    title: name,
    modelId,
    start: (options) => jobs.importModel(request, options),
  };
}

export function originPlan(
  models: Pick<ModelStore, 'installFromOrigin'>,
  offered: CatalogModel,
  installedBy: string,
): JobPlan {
  const { id, displayName, manifestSha256 } = offered;
  return {
    kind: 'install',
    title: displayName,
    modelId: id,
    start: ({ signal, onProgress }) => ({
      result: models
        .installFromOrigin(id, {
          manifestSha256,
          installedBy,
          ...(signal !== undefined && { signal }),
          onProgress: (progress) => onProgress?.(asJobProgress(progress)),
        })
        .then((model) => ({ model, libraries: [] })),
      pause: () => undefined,
      resume: () => undefined,
    }),
  };
}

const PHASES: Record<InstallProgress['phase'], JobProgress['phase']> = {
  waiting: 'waiting',
  preflight: 'copy',
  download: 'copy',
  verify: 'verify',
};

function asJobProgress({ phase, doneBytes, totalBytes, file }: InstallProgress): JobProgress {
  return { phase: PHASES[phase], doneBytes, totalBytes, item: file, doneTensors: 0, totalTensors: 0 };
}

function mapJob<T>(job: Job<T>, outcome: (result: T) => JobOutcome): Job<JobOutcome> {
  return { result: job.result.then(outcome), pause: () => job.pause(), resume: () => job.resume() };
}
