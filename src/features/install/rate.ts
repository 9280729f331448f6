import type { JobProgress } from '../../platform/model-jobs/model-jobs-port.ts';

/** How fast a job goes in its present step. */
export interface Rate {
  readonly bytesPerSecond: number;
  /** Infinity while it cannot be told. */
  readonly secondsLeft: number;
}

/** Time over which the speed is averaged, ms: long enough that the time left does not jump about. */
const WINDOW_MS = 8_000;
/** No speed is told before this much time has been watched, ms. */
const FIRST_MS = 1_000;

/** Smooths the speed of one job exponentially; a new step, or a pause, starts it anew. */
export function createRateMeter(): {
  next(progress: JobProgress, now: number): Rate | null;
  reset(): void;
} {
  let phase: JobProgress['phase'] | null = null;
  let last = { at: 0, bytes: 0 };
  let speed: number | null = null;
  let rate: Rate | null = null;
  return {
    next({ phase: current, doneBytes, totalBytes }, now) {
      if (current !== phase || doneBytes < last.bytes) {
        phase = current;
        last = { at: now, bytes: doneBytes };
        speed = null;
        rate = null;
        return null;
      }
      const elapsed = now - last.at;
      if (elapsed < FIRST_MS) return rate;
      const measured = (doneBytes - last.bytes) / elapsed;
      const weight = speed === null ? 1 : 1 - Math.exp(-elapsed / WINDOW_MS);
      speed = (speed ?? 0) + weight * (measured - (speed ?? 0));
      last = { at: now, bytes: doneBytes };
      const left = totalBytes - doneBytes;
      rate = { bytesPerSecond: speed * 1000, secondsLeft: speed > 0 ? left / speed / 1000 : Infinity };
      return rate;
    },
    reset() {
      phase = null;
    },
  };
}
