import type { GenerateEvent } from './engine-port.ts';
import { createEventQueue } from './event-queue.ts';

export type DoneEvent = Extract<GenerateEvent, { type: 'done' }>;

/** One generation: emits text pieces and resolves to its `done`; must end soon after `signal` fires. */
export type TurnWork = (signal: AbortSignal, emit: (text: string) => void) => Promise<DoneEvent>;

/** The port's "one generation at a time": a newer one interrupts the older and waits for it to end. */
export interface Turns {
  stream(signal: AbortSignal | undefined, work: TurnWork): AsyncIterable<GenerateEvent>;
  /** Interrupts the running generation; resolves when it has ended. */
  interrupt(): Promise<void>;
}

interface Turn {
  readonly abort: () => void;
  /** Settles when the work has ended, whether or not anybody still reads it; never rejects. */
  readonly ended: Promise<void>;
}

export function createTurns(): Turns {
  let current: Turn | null = null;

  const begin = (outer: AbortSignal | undefined, work: TurnWork): AsyncGenerator<GenerateEvent> => {
    const previous = current;
    const controller = new AbortController();
    const signal = outer ? AbortSignal.any([outer, controller.signal]) : controller.signal;
    const queue = createEventQueue<GenerateEvent>();
    previous?.abort();
    const run = async (): Promise<void> => {
      await previous?.ended;
      try {
        queue.push(await work(signal, (text) => queue.push({ type: 'text', text })));
        queue.close();
      } catch (error) {
        queue.fail(error);
      }
      if (current === turn) current = null;
    };
    const turn: Turn = {
      abort: () => {
        controller.abort();
      },
      ended: Promise.resolve().then(run),
    };
    current = turn;
    return read(queue, turn);
  };

  return {
    stream: (signal, work) => ({ [Symbol.asyncIterator]: () => begin(signal, work) }),
    async interrupt() {
      current?.abort();
      await current?.ended;
    },
  };
}

async function* read(queue: AsyncIterable<GenerateEvent>, turn: Turn): AsyncGenerator<GenerateEvent> {
  try {
    yield* queue;
  } finally {
    // A reader that leaves early (break, throw) must not leave the model running.
    turn.abort();
    await turn.ended;
  }
}
