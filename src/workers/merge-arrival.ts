import { MAX_NAME_LENGTH } from '../domain/model/model-details.ts';
import { recordOf } from '../platform/files/chosen-record.ts';
import { sourceNames } from '../platform/files/source-names.ts';
import type { MergeRequest } from '../platform/model-jobs/model-jobs-port.ts';
import type { Arrival } from '../platform/model-store/arrival.ts';

/** What the store keeps of a merge: where its files come from, and all it takes to go on after a crash. */
export function mergeArrival(request: MergeRequest): Arrival {
  const { config, quantization, base, adapter, installedBy, totalBytes } = request;
  return {
    kind: 'merge',
    name: config.displayName.slice(0, MAX_NAME_LENGTH),
    installedBy,
    files: sourceNames([...base.files, ...(adapter?.files ?? [])]),
    // Made here, from files whose hashes the manifest names.
    verified: true,
    totalBytes: totalBytes ?? null,
    merge: {
      config,
      quantization,
      installedBy,
      base: recordOf(base),
      adapter: adapter === null ? null : recordOf(adapter),
    },
    details: null,
  };
}
