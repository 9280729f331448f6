import { deferred } from '../../domain/deferred.ts';
import type { TabLocks } from './locks.ts';

/** The same promise inside one page or process only: for tests, and where the browser has no Web Locks. */
export function createLocalLocks(): TabLocks {
  const tails = new Map<string, Promise<unknown>>();
  const held = new Set<string>();
  return {
    async exclusive(name, work, options = {}) {
      const previous = tails.get(name);
      const { promise: released, resolve: release } = deferred<undefined>();
      const tail = Promise.all([previous, released]);
      tails.set(name, tail);
      try {
        if (previous !== undefined) {
          options.onWait?.();
          await untilDoneOrAborted(previous, options.signal);
        }
        options.signal?.throwIfAborted();
        held.add(name);
        try {
          return await work();
        } finally {
          held.delete(name);
        }
      } finally {
        if (tails.get(name) === tail) void tail.then(() => tails.get(name) === tail && tails.delete(name));
        release(undefined);
      }
    },
    isHeld: (name) => Promise.resolve(held.has(name)),
  };
}

function untilDoneOrAborted(done: Promise<unknown>, signal: AbortSignal | undefined): Promise<unknown> {
  if (!signal) return done;
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    signal.addEventListener('abort', abort, { once: true });
    void done.finally(() => {
      signal.removeEventListener('abort', abort);
      resolve(undefined);
    });
    if (signal.aborted) abort();
  });
}
