import type { CacheRows } from './cache-rows.ts';
import type { FileRecord, JobRecord, ModelDatabases, ModelRecord } from './databases.ts';
import { missingFiles } from './missing-files.ts';
import type { UnfinishedModel } from './model-store-port.ts';
import { detailsOf } from './record-details.ts';
import { named } from './store-error.ts';

type Present = ReadonlyMap<string, FileRecord>;

interface Look {
  /** A job row tells that it is being made, or was. */
  readonly isBegun: boolean;
  /** Null where nothing is unfinished. */
  readonly model: UnfinishedModel | null;
}

/**
 * Everything that is here of models that are not whole: being written now, broken off, damaged since, or rows that a
 * crash or an older build left without a note. Oldest first.
 * @param isAtWork whether somebody holds the model's lock now: a removal takes records and rows one after the other, and
 *   what stands in between looks broken and is not
 */
export async function listUnfinished(
  { own }: ModelDatabases,
  rows: CacheRows,
  isAtWork: (id: string) => Promise<boolean>,
): Promise<UnfinishedModel[]> {
  const keys = await named(
    () => Promise.all([own.models.toCollection().primaryKeys(), own.jobs.toCollection().primaryKeys()]),
    'store/read-failed',
  );
  const withRows = await rows.modelIds();
  const ids = new Set([...keys.flat(), ...withRows]);
  const look = async (id: string, inRows: ReadonlySet<string>): Promise<Look> => {
    const [listed, job] = await named(
      () =>
        own.transaction('r', own.models, own.jobs, () => Promise.all([own.models.get(id), own.jobs.get(id)])),
      'store/read-failed',
    );
    const present = await rows.present(id);
    if (job) return { isBegun: true, model: begun(job, present) };
    if (listed && missingFiles(listed.manifest, present).length > 0) {
      return { isBegun: false, model: damaged(listed, present) };
    }
    return { isBegun: false, model: listed || !inRows.has(id) ? null : stray(id, present) };
  };
  const unfinished: UnfinishedModel[] = [];
  for (const id of ids) {
    const first = await look(id, withRows);
    let { model } = first;
    if (model !== null && !first.isBegun) {
      // IMPORTANT: the second look comes after the question: a removal that ended in between has left nothing by then.
      model = (await isAtWork(id)) ? null : (await look(id, await rows.modelIds())).model;
    }
    if (model !== null) unfinished.push(model);
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
