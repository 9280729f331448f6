import { createStore, type StoreApi } from 'zustand/vanilla';
import { asReadroomError } from '../../domain/errors/as-readroom-error.ts';
import { isAbort } from '../../domain/errors/readroom-error.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import type { LeaveGuard } from '../../platform/environment/leave-guard.ts';
import type { Job } from '../../platform/model-jobs/model-jobs-port.ts';
import type { InstalledModel } from '../../platform/model-store/model-store-port.ts';
import { isOpen, modelOf, type AnswerState, type JobEntry, type JobOutcome, type JobPlan } from './job.ts';
import { createRateMeter } from './rate.ts';

export interface JobsState {
  /** Newest last; what is finished stays until it is dismissed. */
  readonly jobs: readonly JobEntry[];
}

export interface JobsPorts {
  readonly clock: Clock;
  readonly leaveGuard: Pick<LeaveGuard, 'hold'>;
  readonly onInstalled: (model: InstalledModel) => void;
}

/** Slow work, one piece at a time; it goes on whatever the person looks at. */
export interface JobsStore extends StoreApi<JobsState> {
  /** Adds work behind what waits already; its id. */
  readonly add: (plan: JobPlan) => number;
  readonly pause: (id: number) => void;
  readonly resume: (id: number) => void;
  readonly cancel: (id: number) => void;
  /** Again, after a failure or a cancel; what was finished is used again. */
  readonly retry: (id: number) => void;
  readonly dismiss: (id: number) => void;
  /** Shows newer details of an installed model, such as how its known answer went. */
  readonly describe: (model: InstalledModel) => void;
  /** Notes how far the known answer of an installed model is. */
  readonly noteAnswer: (modelId: string, answer: AnswerState) => void;
  /** It is asked no more, however that went. */
  readonly noteAnswered: (modelId: string) => void;
  /** Drops what has ended of a model that was removed. */
  readonly forget: (modelId: string) => void;
}

interface Running {
  readonly id: number;
  readonly controller: AbortController;
  readonly job: Job<JobOutcome>;
  readonly meter: ReturnType<typeof createRateMeter>;
}

export function createJobsStore({ clock, leaveGuard, onInstalled }: JobsPorts): JobsStore {
  const store = createStore<JobsState>(() => ({ jobs: [] }));
  const plans = new Map<number, JobPlan>();
  let lastId = 0;
  let running: Running | null = null;
  let release: (() => void) | null = null;

  const change = (id: number, changes: Partial<JobEntry>): void => {
    store.setState(({ jobs }) => ({
      jobs: jobs.map((job) => (job.id === id ? { ...job, ...changes } : job)),
    }));
  };

  /** What is taken off the list lets go of its files too. */
  const drop = (unwanted: (job: JobEntry) => boolean): void => {
    const { jobs } = store.getState();
    const dropped = jobs.filter((job) => !isOpen(job) && unwanted(job));
    if (dropped.length === 0) return;
    for (const { id } of dropped) plans.delete(id);
    store.setState({ jobs: jobs.filter((job) => !dropped.includes(job)) });
  };

  const find = (id: number): JobEntry | undefined => store.getState().jobs.find((job) => job.id === id);

  /** Starts what waits first, and lets the page be left when nothing is open any more. */
  const goOn = (): void => {
    const { jobs } = store.getState();
    if (jobs.some(isOpen)) release ??= leaveGuard.hold();
    else {
      release?.();
      release = null;
    }
    const next = running === null ? jobs.find(({ phase }) => phase === 'queued') : undefined;
    const plan = next === undefined ? undefined : plans.get(next.id);
    if (next !== undefined && plan !== undefined) void run(next.id, plan);
  };

  const run = async (id: number, plan: JobPlan): Promise<void> => {
    const controller = new AbortController();
    const { signal } = controller;
    const meter = createRateMeter();
    change(id, { phase: 'running', progress: null, rate: null, error: null });
    const job = plan.start({
      signal,
      onProgress: (progress) => {
        if (signal.aborted) return;
        change(id, { progress, rate: meter.next(progress, clock.monotonic()) });
      },
    });
    running = { id, controller, job, meter };
    try {
      const outcome = await job.result;
      plans.delete(id);
      change(id, { phase: 'done', outcome });
      if (outcome.model !== null) onInstalled(outcome.model);
    } catch (error) {
      // A cancel in the screen has said so already.
      if (isAbort(error)) change(id, { phase: 'cancelled' });
      else change(id, { phase: 'failed', error: asReadroomError(error).toTransfer() });
    } finally {
      running = null;
      goOn();
    }
  };

  return Object.assign(store, {
    add(plan: JobPlan): number {
      const id = ++lastId;
      plans.set(id, plan);
      const { kind, title, modelId } = plan;
      const entry: JobEntry = {
        ...{ id, kind, title, modelId, phase: 'queued' },
        ...{ progress: null, rate: null, error: null, outcome: null, answer: 'open' },
      };
      // The same model again takes the place of what ended without it.
      drop((job) => modelId !== null && job.modelId === modelId);
      store.setState(({ jobs }) => ({ jobs: [...jobs, entry] }));
      goOn();
      return id;
    },
    pause(id: number): void {
      if (running?.id !== id || find(id)?.phase !== 'running') return;
      running.job.pause();
      change(id, { phase: 'paused', rate: null });
    },
    resume(id: number): void {
      if (running?.id !== id || find(id)?.phase !== 'paused') return;
      running.meter.reset();
      running.job.resume();
      change(id, { phase: 'running' });
    },
    cancel(id: number): void {
      if (running?.id === id) {
        if (running.controller.signal.aborted) return;
        // Its worker stops between two blocks: until then it is not over, and cannot be begun again.
        change(id, { phase: 'cancelling', rate: null });
        running.controller.abort();
      } else if (find(id)?.phase === 'queued') {
        change(id, { phase: 'cancelled' });
        goOn();
      }
    },
    retry(id: number): void {
      const phase = find(id)?.phase;
      if (phase !== 'failed' && phase !== 'cancelled') return;
      change(id, { phase: 'queued', error: null, progress: null, rate: null });
      goOn();
    },
    dismiss(id: number): void {
      drop((job) => job.id === id);
    },
    describe(model: InstalledModel): void {
      const { id } = model.manifest;
      for (const job of store.getState().jobs) {
        if (job.outcome?.model?.manifest.id === id) change(job.id, { outcome: { ...job.outcome, model } });
      }
    },
    noteAnswer(modelId: string, answer: AnswerState): void {
      for (const job of store.getState().jobs) {
        if (job.outcome?.model?.manifest.id === modelId) change(job.id, { answer });
      }
    },
    noteAnswered(modelId: string): void {
      for (const job of store.getState().jobs) {
        if (job.outcome?.model?.manifest.id === modelId && job.answer === 'asking') {
          change(job.id, { answer: 'open' });
        }
      }
    },
    forget: (modelId: string): void => drop((job) => modelOf(job) === modelId),
  });
}
