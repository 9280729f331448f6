import { abortableSleep } from './abortable-sleep.ts';
import type { Clock } from './clock.ts';

/** A page is not painted while it is hidden, so a frame also comes after this long (ms). */
const HIDDEN_FRAME_MS = 100;

/** The workstation's own clock; works in pages, in workers and in Node. */
export function createWebClock(): Clock {
  const after = (ms: number, task: () => void): (() => void) => {
    const timer = setTimeout(task, ms);
    return () => {
      clearTimeout(timer);
    };
  };
  return {
    now: () => Date.now(),
    monotonic: () => performance.now(),
    after,
    sleep: (ms, signal) => abortableSleep(after, ms, signal),
    frame(task) {
      if (typeof requestAnimationFrame !== 'function') return after(0, task);
      let done = false;
      const once = (): void => {
        if (done) return;
        cancel();
        task();
      };
      const frame = requestAnimationFrame(once);
      const cancelTimer = after(HIDDEN_FRAME_MS, once);
      const cancel = (): void => {
        done = true;
        cancelAnimationFrame(frame);
        cancelTimer();
      };
      return cancel;
    },
  };
}
