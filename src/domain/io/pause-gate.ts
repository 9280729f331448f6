import { deferred } from '../deferred.ts';

/** Where a long job waits while a person holds it: between two blocks, never inside a write. */
export interface PauseGate {
  readonly paused: boolean;
  pause(): void;
  resume(): void;
  /** Resolves at once, or when the job may go on. @throws the signal's reason when it fires meanwhile */
  pass(signal?: AbortSignal): Promise<void>;
}

export function createPauseGate(): PauseGate {
  let held: ReturnType<typeof deferred<null>> | null = null;
  return {
    get paused() {
      return held !== null;
    },
    pause() {
      held ??= deferred<null>();
    },
    resume() {
      held?.resolve(null);
      held = null;
    },
    async pass(signal) {
      // A second pause may follow the first before this one wakes.
      while (held !== null) {
        // An abort that came before this wait is told no more.
        signal?.throwIfAborted();
        const aborted = deferred<null>();
        const abort = (): void => aborted.resolve(null);
        signal?.addEventListener('abort', abort, { once: true });
        await Promise.race([held.promise, aborted.promise]);
        signal?.removeEventListener('abort', abort);
        signal?.throwIfAborted();
      }
      signal?.throwIfAborted();
    },
  };
}
