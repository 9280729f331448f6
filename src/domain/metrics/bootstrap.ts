import { seededRandom } from './seeded-random.ts';

export interface Interval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

export interface BootstrapOptions {
  readonly resamples: number;
  readonly seed: number;
  /** Share of resampled means inside the interval. */
  readonly level: number;
}

/** 1,000 resamples settle a 95 % interval to about a tenth of its width. */
export const DEFAULT_BOOTSTRAP: BootstrapOptions = { resamples: 1000, seed: 20261122, level: 0.95 };

/** Mean of `values` and its percentile bootstrap interval (Efron 1979); null for no values. */
export function bootstrapMean(
  values: readonly number[],
  options: BootstrapOptions = DEFAULT_BOOTSTRAP,
): Interval | null {
  if (values.length === 0) return null;
  const random = seededRandom(options.seed);
  const means = new Float64Array(options.resamples);
  for (let r = 0; r < options.resamples; r++) {
    let sum = 0;
    for (let i = 0; i < values.length; i++) sum += values[Math.floor(random() * values.length)] ?? 0;
    means[r] = sum / values.length;
  }
  means.sort();
  const tail = (1 - options.level) / 2;
  return {
    mean: values.reduce((sum, value) => sum + value, 0) / values.length,
    low: quantile(means, tail),
    high: quantile(means, 1 - tail),
  };
}

/** Linear between the two nearest order statistics. */
function quantile(sorted: Float64Array, share: number): number {
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below] ?? NaN;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? NaN;
  return low + (high - low) * (position - below);
}
