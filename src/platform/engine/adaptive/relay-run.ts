import { ReadroomError, isAbort } from '../../../domain/errors/readroom-error.ts';
import { untilAborted } from '../aborted.ts';
import type { GenerateRequest, ImpressionEngine } from '../engine-port.ts';
import { noCost } from '../follow/follow-cost.ts';
import type { DoneEvent } from '../turns.ts';

export interface RelayRun {
  readonly request: GenerateRequest;
  readonly signal: AbortSignal;
  readonly emit: (text: string) => void;
  /** The engine that has the model, once it has. */
  readonly ready: () => Promise<ImpressionEngine>;
  /** Begins to load another engine if this failure calls for it, else null. */
  readonly moveAfter: (engine: ImpressionEngine, error: unknown) => Promise<unknown> | null;
}

/**
 * One generation on the engine that has the model. Where that engine gives up before the first word, the run goes on
 * with its successor; after the first word it fails, so that words of two engines never stand in one sentence.
 */
export async function relayRun(run: RelayRun): Promise<DoneEvent> {
  const { request, signal, emit, ready, moveAfter } = run;
  const written = { any: false };

  const relay = async (engine: ImpressionEngine): Promise<DoneEvent> => {
    for await (const event of engine.generate({ ...request, signal })) {
      if (event.type === 'done') return event;
      written.any = true;
      emit(event.text);
    }
    throw new ReadroomError('app/unexpected', 'no end of generation');
  };

  try {
    const engine = await untilAborted(ready(), signal);
    try {
      return await relay(engine);
    } catch (error) {
      const moving = moveAfter(engine, error);
      if (moving === null) throw error;
      if (written.any) {
        // The next draft waits for it.
        moving.catch(() => undefined);
        throw error;
      }
      await untilAborted(moving, signal);
      return await relay(await untilAborted(ready(), signal));
    }
  } catch (error) {
    // Superseded while it waited, by newer findings or by another load.
    if (signal.aborted || isAbort(error)) {
      return { type: 'done', finish: 'interrupted', usage: { ...noCost(), timeToFirstTokenMs: 0 } };
    }
    throw error;
  }
}
