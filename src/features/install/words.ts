import type { ModelSourceKind } from '../../domain/model/model-details.ts';
import type { Quantization } from '../../domain/model/quantization.ts';
import type { ImportInspection, JobProgress } from '../../platform/model-jobs/model-jobs-port.ts';
import { formatBytes, formatTimeLeft, plural } from '../../ui/format.ts';
import type { JobEntry, JobKind } from './job.ts';

const PHASES: Record<JobProgress['phase'], string> = {
  waiting: 'Waiting for another tab that works on this model',
  hash: 'Reading the files once, to know them by their hashes',
  resume: 'Checking what is already finished',
  convert: 'Merging and quantizing',
  answer: 'Computing the known answer',
  copy: 'Copying',
  verify: 'Checking the files',
  finish: 'Writing the last files',
};

export const KINDS: Record<JobKind, string> = {
  install: 'From this server',
  merge: 'Merge',
  import: 'From files',
};

export const QUANTIZATION_WORDS: Record<Quantization, string> = {
  q4f16_1: '4-bit',
  q4f32_1: '4-bit, float32 scales',
  q8f16_1: '8-bit',
  q8f32_1: '8-bit, float32 scales',
};

const FINISHED: Record<ImportInspection['kind'], string> = {
  readroom: 'A finished model made by Readroom',
  mlc: 'A finished model made by MLC’s tools',
  libraries: 'Compiled model libraries',
};

/** Where a job stands, in one line. */
export function describeJob({ phase, progress, rate }: JobEntry): string {
  if (phase === 'queued') return 'Waits until the work before it is done';
  if (phase === 'cancelled') return 'Cancelled. What was finished is kept and used again.';
  if (phase === 'cancelling') return 'Cancelling: the block being worked on is finished first';
  if (progress === null) return phase === 'paused' ? 'Paused' : 'Starting';
  const { doneBytes, totalBytes, doneTensors, totalTensors } = progress;
  const parts = [
    phase === 'paused' ? `Paused: ${lowerFirst(PHASES[progress.phase])}` : PHASES[progress.phase],
  ];
  if (totalBytes > 0) parts.push(`${formatBytes(doneBytes)} of ${formatBytes(totalBytes)}`);
  if (totalTensors > 0) parts.push(`${doneTensors} of ${plural(totalTensors, 'tensor')}`);
  if (rate !== null && phase === 'running' && totalBytes > 0) {
    parts.push(
      `${formatBytes(rate.bytesPerSecond)}/s`,
      `about ${formatTimeLeft(rate.secondsLeft)} in this step`,
    );
  }
  return parts.join(' · ').replace('about estimating time left in this step', 'estimating time left');
}

/** What was found in a folder or archive, in one line. */
export function describeFinished({ kind, totalBytes, libraries }: ImportInspection): string {
  const parts = [FINISHED[kind], formatBytes(totalBytes)];
  if (libraries.length > 0)
    parts.push(libraries.length === 1 ? '1 compiled library' : `${libraries.length} compiled libraries`);
  return parts.join(' · ');
}

const UNFINISHED: Record<ModelSourceKind, string> = {
  origin: 'Download from this server',
  merge: 'Merge',
  folder: 'Copy from a folder',
  archive: 'Copy from an exported file',
};

const MOMENT = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** How far a model came that is not whole. */
export function describeUnfinished(model: {
  readonly kind: ModelSourceKind;
  readonly startedAt: number;
  readonly presentBytes: number;
  readonly totalBytes: number | null;
  readonly damaged: boolean;
}): string {
  const { kind, startedAt, presentBytes, totalBytes, damaged } = model;
  const what = damaged
    ? 'Files of it were lost or damaged since it was installed'
    : `${UNFINISHED[kind]}, begun ${MOMENT.format(startedAt)}`;
  const here = formatBytes(presentBytes);
  return `${what} · ${totalBytes === null ? here : `${here} of ${formatBytes(totalBytes)}`} here`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
