import type { TransferredError } from '../../domain/errors/readroom-error.ts';
import type { ModelLibrary } from '../../domain/model/model-library.ts';
import type { Job, JobOptions, JobProgress } from '../../platform/model-jobs/model-jobs-port.ts';
import type { InstalledModel } from '../../platform/model-store/model-store-port.ts';
import type { Rate } from './rate.ts';

export type JobKind = 'install' | 'merge' | 'import';
export type JobPhase = 'queued' | 'running' | 'paused' | 'done' | 'failed' | 'cancelled';

/** What a finished job has brought into this browser. */
export interface JobOutcome {
  readonly model: InstalledModel | null;
  readonly libraries: readonly ModelLibrary[];
}

/** One piece of slow work as the screen shows it. */
export interface JobEntry {
  readonly id: number;
  readonly kind: JobKind;
  readonly title: string;
  /** Null while only its files can tell. */
  readonly modelId: string | null;
  readonly phase: JobPhase;
  readonly progress: JobProgress | null;
  readonly rate: Rate | null;
  readonly error: TransferredError | null;
  readonly outcome: JobOutcome | null;
}

/** What it takes to run one; kept until it is done, so that it can be tried again. */
export interface JobPlan {
  readonly kind: JobKind;
  readonly title: string;
  readonly modelId: string | null;
  readonly start: (options: JobOptions) => Job<JobOutcome>;
}

/** A download cannot be held: cancelling keeps what has arrived, and starting again goes on from there. */
export function canPause(job: JobEntry): boolean {
  return job.kind !== 'install';
}

/** True while leaving the page would interrupt it. */
export function isOpen({ phase }: JobEntry): boolean {
  return phase === 'queued' || phase === 'running' || phase === 'paused';
}
