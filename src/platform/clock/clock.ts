/** Time, injected so that tests own it. */
export interface Clock {
  /** ms since the epoch, by the workstation's clock: may jump; for labels only, never for order. */
  now(): number;
  /** ms since an arbitrary start; never goes backwards: for durations. */
  monotonic(): number;
  /**
   * Resolves after `ms`.
   * @throws AbortError when the signal fires first
   */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Calls `task` once after `ms`; the returned function cancels it. */
  after(ms: number, task: () => void): () => void;
  /** Calls `task` before the next paint; the returned function cancels it. */
  frame(task: () => void): () => void;
}
