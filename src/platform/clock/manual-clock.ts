import { abortableSleep } from './abortable-sleep.ts';
import type { Clock } from './clock.ts';

export interface ManualClock extends Clock {
  /** Moves time on, running what falls due in order; promise callbacks run between tasks. */
  advance(ms: number): Promise<void>;
  /** Tasks that still wait. */
  readonly pending: number;
}

/** One 60 Hz frame, ms. */
const FRAME_MS = 16;

/** Turns of the microtask queue given to promise chains between two due tasks. */
const SETTLE_TURNS = 20;

async function settle(): Promise<void> {
  for (let turn = 0; turn < SETTLE_TURNS; turn++) await Promise.resolve();
}

/** A clock for tests: time stands still until `advance`. */
export function createManualClock(startMs = 0): ManualClock {
  let time = startMs;
  let nextId = 0;
  const waiting = new Map<number, { readonly due: number; readonly task: () => void }>();

  const after = (ms: number, task: () => void): (() => void) => {
    const id = nextId++;
    waiting.set(id, { due: time + Math.max(0, ms), task });
    return () => {
      waiting.delete(id);
    };
  };

  const nextDue = (limit: number): number | null => {
    let best: { id: number; due: number } | null = null;
    for (const [id, { due }] of waiting) {
      if (due <= limit && (best === null || due < best.due)) best = { id, due };
    }
    return best === null ? null : best.id;
  };

  return {
    now: () => time,
    monotonic: () => time,
    after,
    frame: (task) => after(FRAME_MS, task),
    sleep: (ms, signal) => abortableSleep(after, ms, signal),
    get pending() {
      return waiting.size;
    },
    async advance(ms) {
      const end = time + ms;
      await settle();
      for (let id = nextDue(end); id !== null; id = nextDue(end)) {
        const entry = waiting.get(id);
        waiting.delete(id);
        if (entry) {
          time = Math.max(time, entry.due);
          entry.task();
        }
        await settle();
      }
      time = end;
    },
  };
}
