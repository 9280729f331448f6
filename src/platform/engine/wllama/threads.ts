/** Decoding is bound by memory bandwidth: more threads than this only take turns waiting. */
const MOST_THREADS = 8;

export interface ThreadFacts {
  /** Threads need shared memory, which browsers give to isolated pages only. */
  readonly crossOriginIsolated: boolean;
  /** Logical processors, as the browser tells. */
  readonly processors: number;
  /** The user's wish, if any. */
  readonly requested?: number | undefined;
}

/**
 * CPU threads for the engine: three quarters of the processors, at most 8, and always one processor left over.
 * llama.cpp's threads wait for each other by spinning, so a thread that must share its processor stops them all:
 * measured on two busy processors, two threads took 3.5 s a token and one thread 0.1 s.
 */
export function chooseThreads({ crossOriginIsolated, processors, requested }: ThreadFacts): number {
  if (!crossOriginIsolated) return 1;
  const available = Math.max(1, Math.floor(processors));
  if (requested !== undefined && Number.isFinite(requested)) {
    return Math.min(available, Math.max(1, Math.floor(requested)));
  }
  return Math.max(1, Math.min(MOST_THREADS, available - 1, Math.ceil((available * 3) / 4)));
}
