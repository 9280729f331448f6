import { MAX_NAME_LENGTH, MAX_SOURCE_FILES } from '../domain/model/model-details.ts';
import { recordOf } from '../platform/files/chosen-record.ts';
import type { MergeRequest } from '../platform/model-jobs/model-jobs-port.ts';
import type { Arrival } from '../platform/model-store/arrival.ts';

/** What the store keeps of a merge: where its files come from, and all it takes to go on after a crash. */
export function mergeArrival(request: MergeRequest): Arrival {
  const { config, quantization, base, adapter, installedBy, totalBytes } = request;
  const names = [...base.files, ...(adapter?.files ?? [])].map(({ name }) =>
    name.slice(name.lastIndexOf('/') + 1).slice(0, MAX_NAME_LENGTH),
  );
  return {
    kind: 'merge',
    name: config.displayName.slice(0, MAX_NAME_LENGTH),
    installedBy,
    files: names.slice(0, MAX_SOURCE_FILES),
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
