import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { ModelCatalog } from '../../domain/model/catalog.ts';
import type { ChosenFiles } from '../../platform/files/chosen-files.ts';
import { firstDifference } from '../../platform/files/chosen-record.ts';
import type { FileChooser } from '../../platform/files/file-chooser.ts';
import type { ModelJobs } from '../../platform/model-jobs/model-jobs-port.ts';
import type {
  ChosenRecord,
  MergeRecord,
  UnfinishedModel,
} from '../../platform/model-store/model-store-port.ts';
import type { JobPlan } from './job.ts';
import { importPlan, mergePlan, originPlan, type CatalogModel } from './plans.ts';

/** The files of a merge as far as they are at hand again. */
export interface MergeFiles {
  readonly base: ChosenFiles | null;
  readonly adapter: ChosenFiles | null;
}

/** What a merge still lacks before it can go on. */
export function lacks(record: MergeRecord, { base, adapter }: MergeFiles): readonly ('base' | 'adapter')[] {
  const missing: ('base' | 'adapter')[] = [];
  if (base === null) missing.push('base');
  if (record.adapter !== null && adapter === null) missing.push('adapter');
  return missing;
}

/**
 * Opens what the browser kept handles of; null for what has to be chosen again.
 * @throws ReadroomError `library/permission-refused`, `library/other-inputs`, `format/unreadable`
 */
export async function reopenInputs(chooser: FileChooser, record: MergeRecord): Promise<MergeFiles> {
  const open = async (of: ChosenRecord | null): Promise<ChosenFiles | null> => {
    const files = of === null ? null : await chooser.reopen(of);
    if (of !== null && files !== null) requireSame(of, files);
    return files;
  };
  return { base: await open(record.base), adapter: await open(record.adapter) };
}

/**
 * Names and sizes tell other files within a blink; the hashes are compared when the work goes on.
 * @throws ReadroomError `library/other-inputs`
 */
export function requireSame(record: ChosenRecord, chosen: ChosenFiles): void {
  const difference = firstDifference(record, chosen);
  if (difference !== null) throw new ReadroomError('library/other-inputs', difference);
}

export function goOnPlan(
  jobs: ModelJobs,
  { merge, totalBytes }: UnfinishedModel,
  { base, adapter }: MergeFiles,
): JobPlan | null {
  if (merge === null || base === null) return null;
  const { config, quantization, installedBy } = merge;
  return mergePlan(jobs, {
    ...{ config, quantization, base, adapter, installedBy, goesOn: true },
    ...(totalBytes !== null && { totalBytes }),
  });
}

/**
 * Copies the rest of a model from the folder or archive that it came from.
 * @throws ReadroomError `library/other-inputs` when it is another model; `library/…`, `format/…`
 */
export async function copyOnPlan(
  jobs: ModelJobs,
  model: UnfinishedModel,
  files: ChosenFiles,
  installedBy: string,
): Promise<JobPlan> {
  const inspection = await jobs.inspectImport(files);
  if (inspection.modelId !== model.id) {
    throw new ReadroomError('library/other-inputs', `${inspection.name}, not ${model.id}`);
  }
  return importPlan(jobs, { files, installedBy }, inspection);
}

/** @throws ReadroomError `app/no-model-served` when the server no longer offers it; `net/…` */
export async function downloadOnPlan(
  models: Parameters<typeof originPlan>[0],
  readCatalog: (signal: AbortSignal) => Promise<ModelCatalog>,
  model: UnfinishedModel,
  installedBy: string,
): Promise<JobPlan> {
  const catalog = await readCatalog(new AbortController().signal);
  const offered: CatalogModel | undefined = catalog.models.find(({ id }) => id === model.id);
  if (offered === undefined) throw new ReadroomError('app/no-model-served', model.id);
  return originPlan(models, offered, installedBy);
}
