import { isOpen, type JobEntry, type JobKind } from '../features/install/job.ts';

const DOING: Record<JobKind, string> = { install: 'Installing', merge: 'Merging', import: 'Installing' };

/** `Merging Hospital 7B, 43 %`: the work that goes on while reports are written; null when there is none. */
export function jobLine(jobs: readonly JobEntry[]): string | null {
  const job = jobs.find((each) => isOpen(each) && each.phase !== 'queued') ?? jobs.find(isOpen);
  if (job === undefined) return null;
  const { kind, title, phase, progress } = job;
  const name = `${DOING[kind]} ${title}`;
  if (phase === 'queued') return `${name}, waiting`;
  if (phase === 'paused') return `${name}, paused`;
  if (phase === 'cancelling') return `${name}, cancelling`;
  if (progress === null || progress.totalBytes === 0) return name;
  return `${name}, ${Math.floor((100 * progress.doneBytes) / progress.totalBytes)} %`;
}
