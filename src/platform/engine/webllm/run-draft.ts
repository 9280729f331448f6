import type { Clock } from '../../clock/clock.ts';
import { isAborted } from '../aborted.ts';
import type { FinishReason, GenerateRequest, GenerateUsage } from '../engine-port.ts';
import { noCost, type FollowCost } from '../follow/follow-cost.ts';
import { roomFor } from '../room-for.ts';
import { createTokenTextStream } from '../token-table.ts';
import type { DoneEvent } from '../turns.ts';
import type { GpuSession } from './gpu-session.ts';

/** Steps are sized for half a second; one that an interrupt cannot end within this time never ends. */
export const HUNG_MS = 20_000;

export interface DraftRun {
  readonly request: GenerateRequest;
  readonly signal: AbortSignal;
  readonly emit: (text: string) => void;
  readonly clock: Pick<Clock, 'after' | 'monotonic'>;
  /** The session to draft on; null when the signal fired before there was one. */
  readonly ready: (signal: AbortSignal) => Promise<{ session: GpuSession; window: number } | null>;
  /** Called when the session was told to stop and did not; must close it. */
  readonly hung: (session: GpuSession) => void;
  /** Called with what a session failed with, also when nobody waits for the run any more. */
  readonly failed: (error: unknown) => void;
}

/** One generation on a session: ids to text, limits, cost. */
export async function runDraft(run: DraftRun): Promise<DoneEvent> {
  const { request, signal, emit, clock } = run;
  const start = clock.monotonic();
  let firstTextMs: number | null = null;
  const done = (finish: FinishReason, cost: FollowCost): DoneEvent => {
    const usage: GenerateUsage = { ...cost, timeToFirstTokenMs: firstTextMs ?? clock.monotonic() - start };
    return { type: 'done', finish, usage };
  };
  const write = (text: string): void => {
    if (text === '') return;
    firstTextMs ??= clock.monotonic() - start;
    emit(text);
  };

  const current = signal.aborted ? null : await run.ready(signal);
  if (current === null || isAborted(signal)) return done('interrupted', noCost());
  const { session, window } = current;
  const maxNewTokens = roomFor(request, window);
  const text = createTokenTextStream(session.tokens);
  const { promptTokens, temperature, stopTokens } = request;
  let stopWaiting = (): void => undefined;
  const interrupt = (): void => {
    session.interrupt();
    stopWaiting = clock.after(HUNG_MS, () => run.hung(session));
  };
  signal.addEventListener('abort', interrupt, { once: true });
  try {
    const { finish, cost } = await session.generate(
      { promptTokens, maxNewTokens, temperature, stopTokens },
      (tokens) => write(tokens.map((id) => text.push(id)).join('')),
    );
    write(text.end());
    return done(finish, cost);
  } catch (error) {
    run.failed(error);
    // A session that was closed under an interrupted run is no failure of the run.
    if (signal.aborted) return done('interrupted', noCost());
    throw error;
  } finally {
    stopWaiting();
    signal.removeEventListener('abort', interrupt);
  }
}
