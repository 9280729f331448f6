import type { CacheRows } from './cache-rows.ts';
import type { FileRecord, JobRecord, ModelDatabases, ModelRecord } from './databases.ts';
import { missingFiles } from './missing-files.ts';
import type { UnfinishedModel } from './model-store-port.ts';
import { detailsOf } from './record-details.ts';
import { named } from './store-error.ts';

type Present = ReadonlyMap<string, FileRecord>;

/**
 * Everything that is here of models that are not whole: being written now, broken off, damaged since, or rows that a
 * crash or an older build left without a note. Oldest first.
 */
export async function listUnfinished({ own }: ModelDatabases, rows: CacheRows): Promise<UnfinishedModel[]> {
  const [models, jobs] = await named(
    () =>
      own.transaction('r', own.models, own.jobs, () =>
        Promise.all([own.models.toArray(), own.jobs.toArray()]),
      ),
    'store/read-failed',
  );
  const byId = {
    models: new Map(models.map((record) => [record.id, record])),
    jobs: new Map(jobs.map((job) => [job.modelId, job])),
  };
  const ids = new Set([...byId.models.keys(), ...byId.jobs.keys(), ...(await rows.modelIds())]);
  const unfinished: UnfinishedModel[] = [];
  for (const id of ids) {
    const present = await rows.present(id);
    const listed = byId.models.get(id);
    const job = byId.jobs.get(id);
    if (job) unfinished.push(begun(job, present));
    else if (!listed) unfinished.push(stray(id, present));
    else if (missingFiles(listed.manifest, present).length > 0) unfinished.push(damaged(listed, present));
  }
  return unfinished.sort((a, b) => a.startedAt - b.startedAt);
}

function begun({ modelId, startedAt, arrival }: JobRecord, present: Present): UnfinishedModel {
  const { name, kind, totalBytes, merge } = arrival;
  // What is left of an older version may be more than the new one needs.
  const presentBytes = Math.min(bytesOf(present), totalBytes ?? Infinity);
  return { id: modelId, name, kind, startedAt, presentBytes, totalBytes, damaged: false, merge };
}

/** An interrupted installation of an older build, or rows whose records a crash took. */
function stray(id: string, present: Present): UnfinishedModel {
  const times = [...present.values()].map(({ verifiedAt }) => verifiedAt);
  return {
    id,
    name: id,
    kind: 'origin',
    startedAt: times.length === 0 ? 0 : Math.min(...times),
    presentBytes: bytesOf(present),
    totalBytes: null,
    damaged: false,
    merge: null,
  };
}

function damaged(record: ModelRecord, present: Present): UnfinishedModel {
  const { id, manifest, installedAt, merge = null } = record;
  const { name, source } = detailsOf(record);
  const missing = missingFiles(manifest, present).reduce((sum, { bytes }) => sum + bytes, 0);
  return {
    id,
    name,
    kind: source.kind,
    startedAt: installedAt,
    presentBytes: manifest.totalBytes - missing,
    totalBytes: manifest.totalBytes,
    damaged: true,
    merge,
  };
}

function bytesOf(present: Present): number {
  let sum = 0;
  for (const { bytes } of present.values()) sum += bytes;
  return sum;
}
