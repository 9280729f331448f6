import { describe, expect, it } from 'vitest';
import { STORY_MODEL } from '../../../e2e/stories/manifest.ts';
import { deferred, type Deferred } from '../../domain/deferred.ts';
import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import { createManualClock } from '../../platform/clock/manual-clock.ts';
import type { JobOptions } from '../../platform/model-jobs/model-jobs-port.ts';
import type { InstalledModel } from '../../platform/model-store/model-store-port.ts';
import type { JobOutcome, JobPlan } from './job.ts';
import { createJobsStore } from './jobs-store.ts';

interface Started {
  readonly options: JobOptions;
  readonly end: Deferred<JobOutcome>;
  readonly held: string[];
}

function bench() {
  const clock = createManualClock();
  const installed: InstalledModel[] = [];
  let holders = 0;
  const leaveGuard = {
    hold: () => {
      holders++;
      return () => {
        holders--;
      };
    },
  };
  const jobs = createJobsStore({ clock, leaveGuard, onInstalled: (model) => void installed.push(model) });
  const started: Started[] = [];
  const plan = (modelId: string): JobPlan => ({
    kind: 'merge',
    title: modelId,
    modelId,
    start(options) {
      const end = deferred<JobOutcome>();
      const held: string[] = [];
      options.signal?.addEventListener('abort', () =>
        end.reject(new DOMException('cancelled', 'AbortError')),
      );
      started.push({ options, end, held });
      return {
        result: end.promise,
        pause: () => void held.push('pause'),
        resume: () => void held.push('resume'),
      };
    },
  });
  const phases = (): string[] => jobs.getState().jobs.map(({ phase }) => phase);
  return { clock, jobs, plan, started, installed, phases, holders: () => holders };
}

const OUTCOME: JobOutcome = { model: STORY_MODEL, libraries: [] };

describe('the jobs of the model library', () => {
  it('run one at a time, in the order in which they were asked for', async () => {
    const { jobs, plan, started, phases, installed } = bench();
    jobs.add(plan('a'));
    jobs.add(plan('b'));
    expect(phases()).toEqual(['running', 'queued']);
    started[0]?.end.resolve(OUTCOME);
    await expect.poll(phases).toEqual(['done', 'running']);
    expect(installed).toEqual([STORY_MODEL]);
    expect(started).toHaveLength(2);
  });

  it('ask before the page is left exactly as long as one is open', async () => {
    const { jobs, plan, started, phases, holders } = bench();
    expect(holders()).toBe(0);
    jobs.add(plan('a'));
    jobs.add(plan('b'));
    expect(holders()).toBe(1);
    started[0]?.end.resolve(OUTCOME);
    await expect.poll(phases).toEqual(['done', 'running']);
    expect(holders()).toBe(1);
    started[1]?.end.reject(new ReadroomError('store/quota-exceeded'));
    await expect.poll(holders).toBe(0);
  });

  it('tell the speed and the time left as they go, and neither while one is held', async () => {
    const { jobs, plan, started, clock } = bench();
    const id = jobs.add(plan('a'));
    const progress = (doneBytes: number): void =>
      started[0]?.options.onProgress?.({
        ...{ phase: 'convert', doneBytes, totalBytes: 100e6, item: 'x' },
        ...{ doneTensors: 1, totalTensors: 9 },
      });
    progress(0);
    await clock.advance(2_000);
    progress(20e6);
    expect(jobs.getState().jobs[0]?.rate).toEqual({ bytesPerSecond: 10e6, secondsLeft: 8 });
    jobs.pause(id);
    expect(jobs.getState().jobs[0]).toMatchObject({ phase: 'paused', rate: null });
    jobs.resume(id);
    expect(started[0]?.held).toEqual(['pause', 'resume']);
  });

  it('say why one failed, and try it again from what it was', async () => {
    const { jobs, plan, started, phases } = bench();
    const id = jobs.add(plan('a'));
    started[0]?.end.reject(new ReadroomError('store/quota-exceeded', '3 bytes'));
    await expect.poll(phases).toEqual(['failed']);
    expect(jobs.getState().jobs[0]?.error).toEqual({ code: 'store/quota-exceeded', detail: '3 bytes' });
    jobs.retry(id);
    expect(phases()).toEqual(['running']);
    expect(started).toHaveLength(2);
  });

  it('cancel what runs and what waits, and go on with the next', async () => {
    const { jobs, plan, started, phases, installed } = bench();
    const first = jobs.add(plan('a'));
    const second = jobs.add(plan('b'));
    jobs.add(plan('c'));
    jobs.cancel(second);
    jobs.cancel(first);
    await expect.poll(phases).toEqual(['cancelled', 'cancelled', 'running']);
    expect(started).toHaveLength(2);
    expect(installed).toEqual([]);
  });

  it('keep what ended until it is dismissed or begun anew, and never dismiss what runs', async () => {
    const { jobs, plan, started, phases } = bench();
    const id = jobs.add(plan('a'));
    jobs.dismiss(id);
    expect(phases()).toEqual(['running']);
    started[0]?.end.reject(new ReadroomError('format/unreadable'));
    await expect.poll(phases).toEqual(['failed']);
    jobs.add(plan('a'));
    expect(phases()).toEqual(['running']);
  });

  it('are cancelling until the work has let go, and are cancelled once only', async () => {
    const { jobs, plan, started, phases } = bench();
    const id = jobs.add(plan('a'));
    jobs.cancel(id);
    expect(phases()).toEqual(['cancelling']);
    jobs.pause(id);
    jobs.retry(id);
    jobs.dismiss(id);
    expect(phases()).toEqual(['cancelling']);
    await expect.poll(phases).toEqual(['cancelled']);
    expect(started).toHaveLength(1);
    expect(started[0]?.held).toEqual([]);
  });

  it('forget a model that was removed: no card says any more that it is installed', async () => {
    const { jobs, plan, started, phases } = bench();
    jobs.add(plan('any'));
    started[0]?.end.resolve(OUTCOME);
    await expect.poll(phases).toEqual(['done']);
    jobs.add(plan('b'));
    jobs.forget('b');
    expect(phases()).toEqual(['done', 'running']);
    jobs.forget(STORY_MODEL.manifest.id);
    expect(phases()).toEqual(['running']);
  });

  it('tell how far the known answer of what was installed is', async () => {
    const { jobs, plan, started, phases } = bench();
    const { id } = STORY_MODEL.manifest;
    jobs.add(plan('a'));
    started[0]?.end.resolve(OUTCOME);
    await expect.poll(phases).toEqual(['done']);
    const answer = (): string | undefined => jobs.getState().jobs[0]?.answer;
    jobs.noteAnswer(id, 'asking');
    expect(answer()).toBe('asking');
    jobs.noteAnswered(id);
    expect(answer()).toBe('open');
    jobs.noteAnswer(id, 'too-large');
    jobs.noteAnswered(id);
    expect(answer()).toBe('too-large');
  });

  it('show how the known answer of what was installed went, once that is known', async () => {
    const { jobs, plan, started, phases } = bench();
    jobs.add(plan('a'));
    started[0]?.end.resolve(OUTCOME);
    await expect.poll(phases).toEqual(['done']);
    const knownAnswer = {
      at: 1,
      engine: 'cpu',
      outcome: 'passed',
      compared: 9,
      agreed: 9,
      detail: '',
    } as const;
    jobs.describe({ ...STORY_MODEL, details: { ...STORY_MODEL.details, knownAnswer } });
    expect(jobs.getState().jobs[0]?.outcome?.model?.details.knownAnswer).toEqual(knownAnswer);
  });
});
