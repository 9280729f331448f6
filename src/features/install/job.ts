import type { TransferredError } from '../../domain/errors/readroom-error.ts';
import type { ModelLibrary } from '../../domain/model/model-library.ts';
import type { Job, JobOptions, JobProgress } from '../../platform/model-jobs/model-jobs-port.ts';
import type { InstalledModel } from '../../platform/model-store/model-store-port.ts';
import type { Rate } from './rate.ts';

export type JobKind = 'install' | 'merge' | 'import';
export type JobPhase = 'queued' | 'running' | 'paused' | 'cancelling' | 'done' | 'failed' | 'cancelled';

/** Of a model that has come: being computed, not asked because both models would not fit, or left to its first load. */
export type AnswerState = 'asking' | 'too-large' | 'open';

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
  /** How far the known answer is of the model that it brought. */
  readonly answer: AnswerState;
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
  return phase === 'queued' || phase === 'running' || phase === 'paused' || phase === 'cancelling';
}

/**
 * True where it goes on from what is here with the very files it had. After trouble with those, others may have to be
 * chosen, which is asked beside the unfinished model.
 */
export function canGoOn({ phase, error }: JobEntry): boolean {
  return phase === 'cancelled' || (phase === 'failed' && !/^(format|library)\//.test(error?.code ?? ''));
}

/** The model that a job makes, as far as that is known. */
export function modelOf({ modelId, outcome }: JobEntry): string | null {
  return outcome?.model?.manifest.id ?? modelId;
}
