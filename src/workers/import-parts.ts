import type { Hashing } from '../domain/io/hashing.ts';
import type { ModelSink } from '../domain/io/model-sink.ts';
import type { PauseGate } from '../domain/io/pause-gate.ts';
import type { ImportProgress } from '../pipeline/import/import-progress.ts';
import type { JobProgress } from '../platform/model-jobs/model-jobs-port.ts';
import type { Arrival } from '../platform/model-store/arrival.ts';
import type { LibraryStore } from '../platform/model-store/library-store-port.ts';
import type { ModelStore } from '../platform/model-store/model-store-port.ts';
import type { TabLocks } from '../platform/tabs/locks.ts';

/** What an import works with: the worker's own, or a test's over another IndexedDB. */
export interface ImportParts {
  readonly store: Pick<ModelStore, 'get'>;
  readonly libraries: Pick<LibraryStore, 'add'>;
  readonly locks: TabLocks;
  readonly hashing: Hashing;
  readonly gate: PauseGate;
  readonly createSink: (modelId: string, arrival: Arrival) => ModelSink;
  /** @throws ReadroomError `store/quota-exceeded` when so many bytes of this model cannot fit */
  readonly checkRoom: (modelId: string, totalBytes: number) => Promise<void>;
}

/** An import's progress as the jobs' port tells it; no tensor is worked on. */
export function asJobProgress(progress: ImportProgress): JobProgress {
  return { ...progress, doneTensors: 0, totalTensors: 0 };
}

export const WAITING: JobProgress = {
  phase: 'waiting',
  doneBytes: 0,
  totalBytes: 0,
  item: '',
  doneTensors: 0,
  totalTensors: 0,
};
