import { expect, it } from 'vitest';
import type { JobEntry } from '../features/install/job.ts';
import { jobLine } from './job-line.ts';

const progress = {
  phase: 'convert',
  doneBytes: 439,
  totalBytes: 1_000,
  item: '',
  doneTensors: 0,
  totalTensors: 0,
} as const;
const entry: JobEntry = {
  id: 1,
  kind: 'merge',
  title: 'Hospital 7B',
  modelId: null,
  phase: 'running',
  progress,
  rate: null,
  error: null,
  outcome: null,
  answer: 'open',
};

it('tells in one line what goes on with models, and nothing when nothing does', () => {
  expect(jobLine([])).toBeNull();
  expect(
    jobLine([
      { ...entry, phase: 'done' },
      { ...entry, phase: 'failed' },
    ]),
  ).toBeNull();
  expect(jobLine([entry])).toBe('Merging Hospital 7B, 43 %');
  expect(jobLine([{ ...entry, progress: null }])).toBe('Merging Hospital 7B');
  expect(jobLine([{ ...entry, phase: 'paused' }])).toBe('Merging Hospital 7B, paused');
  expect(jobLine([{ ...entry, kind: 'install', phase: 'queued' }])).toBe('Installing Hospital 7B, waiting');
});

it('tells of what runs before what waits', () => {
  const waiting: JobEntry = { ...entry, title: 'Later', phase: 'queued' };
  expect(jobLine([waiting, entry])).toBe('Merging Hospital 7B, 43 %');
});
