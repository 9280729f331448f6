import { isAbort, ReadroomError } from '../../../domain/errors/readroom-error.ts';
import type { Clock } from '../../clock/clock.ts';

/** Tries within the window; a graphics card that fails more often is not worth another wait. */
export const MAX_RECOVERIES = 3;
export const RECOVERY_WINDOW_MS = 10 * 60_000;
/** A draft that waits for the card is told within this time that it does not come back, unless the model is a large one. */
export const RECOVERY_LIMIT_MS = 30_000;
/** Longer than this nobody waits for a card: the processor drafts meanwhile. */
const LONGEST_RECOVERY_MS = 5 * 60_000;

/** Loading again takes about as long as it took before, and a card that was lost may be slower at first. */
export function recoveryLimitMs(openedMs: number): number {
  return Math.min(LONGEST_RECOVERY_MS, Math.max(RECOVERY_LIMIT_MS, 2 * openedMs));
}
/** A crashed GPU process takes a moment to come back. */
const FIRST_DELAY_MS = 250;

export interface Recovery {
  /**
   * Calls `open` until it succeeds, at most as often as there are tries left. `limitMs` ends a try that hangs; a load
   * that a person watches and can stop has none.
   * @throws ReadroomError `engine/gpu-given-up` when no try or no time is left; AbortError
   */
  run<T>(open: (signal: AbortSignal) => Promise<T>, signal: AbortSignal, limitMs?: number): Promise<T>;
  /** All tries are there again: for a new load. */
  reset(): void;
}

/** Counts the tries to get the GPU back, over all losses of the last minutes. */
export function createRecovery(clock: Pick<Clock, 'after' | 'monotonic' | 'sleep'>): Recovery {
  let tries: number[] = [];
  return {
    async run(open, signal, limitMs) {
      const limit = new AbortController();
      const cancel = limitMs === undefined ? null : clock.after(limitMs, () => limit.abort());
      let last: string | null = null;
      const either = AbortSignal.any([signal, limit.signal]);
      try {
        for (let delay = FIRST_DELAY_MS; ; delay *= 4) {
          const now = clock.monotonic();
          tries = tries.filter((at) => now - at < RECOVERY_WINDOW_MS);
          if (tries.length >= MAX_RECOVERIES)
            throw new ReadroomError('engine/gpu-given-up', told(`${tries.length} tries`, last));
          tries.push(now);
          try {
            await clock.sleep(delay, either);
            return await open(either);
          } catch (error) {
            if (limit.signal.aborted && !signal.aborted)
              throw new ReadroomError('engine/gpu-given-up', told('not back in time', last));
            if (isAbort(error) || isFinal(error)) throw error;
            last = error instanceof ReadroomError ? error.code : 'app/unexpected';
          }
        }
      } finally {
        cancel?.();
      }
    },
    reset() {
      tries = [];
    },
  };
}

/** What another try would not change. */
function isFinal(error: unknown): boolean {
  if (!(error instanceof ReadroomError)) return false;
  return (
    error.code === 'engine/wrong-numbers' ||
    error.code.startsWith('model/') ||
    error.code.startsWith('store/')
  );
}

/** For support: giving up says nothing about what was in the way. */
function told(what: string, last: string | null): string {
  return last === null ? what : `${what}, last ${last}`;
}
