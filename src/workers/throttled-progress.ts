import type { Clock } from '../platform/clock/clock.ts';

/** More than twenty a second only keep the page busy, ms. */
const INTERVAL_MS = 50;

interface Progress {
  readonly phase: string;
  readonly doneBytes: number;
  readonly totalBytes: number;
}

/** Passes on what a person could see: the first and the last of each phase, and otherwise twenty a second. */
export function throttledProgress<T extends Progress>(
  listener: (progress: T) => void,
  clock: Pick<Clock, 'monotonic'>,
): (progress: T) => void {
  let phase = '';
  let last = -Infinity;
  return (progress) => {
    const now = clock.monotonic();
    const edge = progress.phase !== phase || progress.doneBytes >= progress.totalBytes;
    if (!edge && now - last < INTERVAL_MS) return;
    phase = progress.phase;
    last = now;
    listener(progress);
  };
}
