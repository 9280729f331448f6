import type { ModelSourceKind } from '../../domain/model/model-details.ts';
import type { ImportInspection, JobProgress } from '../../platform/model-jobs/model-jobs-port.ts';
import { formatBytes, formatMoment, formatTimeLeft, plural } from '../../ui/format.ts';
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
    const left = formatTimeLeft(rate.secondsLeft);
    parts.push(
      `${formatBytes(rate.bytesPerSecond)}/s`,
      Number.isFinite(rate.secondsLeft) ? `about ${left} in this step` : left,
    );
  }
  return parts.join(' · ');
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
    : `${UNFINISHED[kind]}, begun ${formatMoment(startedAt)}`;
  const here = formatBytes(presentBytes);
  return `${what} · ${totalBytes === null ? here : `${here} of ${formatBytes(totalBytes)}`} here`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
