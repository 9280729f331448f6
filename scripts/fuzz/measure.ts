import type { FuzzOutcome } from '../../src/testing/corrupters/fuzz-run.ts';

export interface Measured {
  readonly outcome: FuzzOutcome;
  readonly milliseconds: number;
  /**
   * Bytes of heap and array buffers still in use when the run ended, or by how much it raised the process's peak
   * resident memory, whichever is more (the peak shows only where it passes all earlier ones).
   */
  readonly grownBytes: number;
}

/** Peak resident memory of the process so far; the platform reports KiB. */
const peak = (): number => process.resourceUsage().maxRSS * 1024;

const used = (): number => {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

/** Runs once. Garbage of earlier runs is collected first, when node was started with --expose-gc. */
export async function measure(run: () => Promise<FuzzOutcome>, collect: boolean): Promise<Measured> {
  if (collect) globalThis.gc?.();
  const before = used();
  const peakBefore = peak();
  const residentBefore = process.memoryUsage.rss();
  const start = performance.now();
  const outcome = await run();
  const milliseconds = performance.now() - start;
  const peakAfter = peak();
  const raised = peakAfter > peakBefore ? peakAfter - residentBefore : 0;
  return { outcome, milliseconds, grownBytes: Math.max(used() - before, raised) };
}
