import { ReadroomError } from '../../../domain/errors/readroom-error.ts';
import type { Clock } from '../../clock/clock.ts';
import type { FinishReason, GenerateRequest, GenerateUsage } from '../engine-port.ts';
import type { FollowCost } from '../follow/follower.ts';
import { createTokenTextStream } from '../token-table.ts';
import type { DoneEvent } from '../turns.ts';
import type { GpuSession } from './gpu-session.ts';

/** With less room than this an impression would break off in its first sentence. */
const MIN_IMPRESSION_TOKENS = 32;

const NO_COST: FollowCost = {
  reused: 0,
  prefilled: 0,
  proposed: 0,
  verified: 0,
  decoded: 0,
  prefillMs: 0,
  decodeMs: 0,
};

export interface DraftRun {
  readonly request: GenerateRequest;
  readonly signal: AbortSignal;
  readonly emit: (text: string) => void;
  readonly clock: Pick<Clock, 'monotonic'>;
  /** The session to draft on; null when the signal fired before there was one. */
  readonly ready: (signal: AbortSignal) => Promise<{ session: GpuSession; window: number } | null>;
}

/** One generation on a session: ids to text, limits, cost. */
export async function runDraft({ request, signal, emit, clock, ready }: DraftRun): Promise<DoneEvent> {
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

  const current = signal.aborted ? null : await ready(signal);
  if (current === null || isAborted(signal)) return done('interrupted', NO_COST);
  const { session, window } = current;
  const maxNewTokens = roomFor(request, window);
  const text = createTokenTextStream(session.tokens);
  const { promptTokens, temperature, stopTokens } = request;
  const interrupt = (): void => session.interrupt();
  signal.addEventListener('abort', interrupt, { once: true });
  try {
    const { finish, cost } = await session.generate(
      { promptTokens, maxNewTokens, temperature, stopTokens },
      (tokens) => write(tokens.map((id) => text.push(id)).join('')),
    );
    write(text.end());
    return done(finish, cost);
  } catch (error) {
    // A session that was closed under an interrupted run is no failure of the run.
    if (signal.aborted) return done('interrupted', NO_COST);
    throw error;
  } finally {
    signal.removeEventListener('abort', interrupt);
  }
}

/** Asked anew: TypeScript takes the answer from before an await for granted. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}

/** Tokens that may be generated. */
function roomFor({ promptTokens, maxNewTokens }: GenerateRequest, window: number): number {
  const room = window - promptTokens.length;
  if (room < Math.min(maxNewTokens, MIN_IMPRESSION_TOKENS)) {
    throw new ReadroomError('engine/prompt-too-long', `${promptTokens.length} of ${window} tokens`);
  }
  return Math.min(room, maxNewTokens);
}
