import { isAbort, ReadroomError } from '../../../domain/errors/readroom-error.ts';
import type { Clock } from '../../clock/clock.ts';
import type { FinishReason, GenerateRequest } from '../engine-port.ts';
import { roomFor } from '../room-for.ts';
import { createTokenTextStream, type TokenTable } from '../token-table.ts';
import type { DoneEvent } from '../turns.ts';
import type { CompletionCost, Session } from './session.ts';

export interface CompletionRun {
  readonly request: GenerateRequest;
  readonly signal: AbortSignal;
  readonly emit: (text: string) => void;
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly ready: (signal: AbortSignal) => Promise<{ session: Session; tokens: TokenTable; window: number }>;
  /** Called when the session died, before the error is thrown. */
  readonly crashed: () => Promise<void>;
}

/** One generation on a session: ids to text, stop tokens, cost, and errors by name. */
export async function runCompletion(run: CompletionRun): Promise<DoneEvent> {
  const { request, signal, emit, clock } = run;
  const start = clock.monotonic();
  const cost: CompletionCost = { prefilled: 0, reused: 0, prefillMs: 0, decodeMs: 0 };
  let decoded = 0;
  let firstTextMs: number | null = null;

  const done = (finish: FinishReason): DoneEvent => ({
    type: 'done',
    finish,
    // llama.cpp keeps the prompt's cache but takes no earlier draft for a proposal.
    usage: {
      ...cost,
      proposed: 0,
      verified: 0,
      decoded,
      timeToFirstTokenMs: firstTextMs ?? clock.monotonic() - start,
    },
  });
  const write = (text: string): void => {
    if (text === '') return;
    firstTextMs ??= clock.monotonic() - start;
    emit(text);
  };

  try {
    signal.throwIfAborted();
    const { session, tokens, window } = await run.ready(signal);
    const room = roomFor(request, window);
    const text = createTokenTextStream(tokens);
    const stop = new Set(request.stopTokens);
    const stopped = new AbortController();
    const onTokens = (ids: number[]): void => {
      for (const id of ids) {
        if (stopped.signal.aborted) return;
        if (stop.has(id)) {
          stopped.abort();
          return;
        }
        decoded += 1;
        write(text.push(id));
      }
    };
    let finish: FinishReason;
    try {
      finish = await session.complete(
        { promptTokens: request.promptTokens, maxNewTokens: room, temperature: request.temperature },
        cost,
        onTokens,
        AbortSignal.any([signal, stopped.signal]),
      );
    } catch (error) {
      if (!stopped.signal.aborted || !isAbort(error)) throw error;
      finish = 'stop';
    }
    write(text.end());
    return done(finish);
  } catch (error) {
    if (isAbort(error) && signal.aborted) return done('interrupted');
    if (error instanceof ReadroomError) throw error;
    await run.crashed();
    // IMPORTANT: no cause and no detail: a native message could quote the prompt.
    throw new ReadroomError('engine/crashed');
  }
}
