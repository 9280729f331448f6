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
  return bootstrapRatio(
    values,
    values.map(() => 1),
    options,
  );
}

/**
 * The sum of `parts` over that of `wholes`, with the interval of the same ratio over resampled groups; null for none.
 * @param parts of each group, @param wholes of each group, above 0
 */
export function bootstrapRatio(
  parts: readonly number[],
  wholes: readonly number[],
  options: BootstrapOptions = DEFAULT_BOOTSTRAP,
): Interval | null {
  const size = parts.length;
  if (size === 0) return null;
  const random = seededRandom(options.seed);
  const ratios = new Float64Array(options.resamples);
  for (let r = 0; r < options.resamples; r++) {
    let part = 0;
    let whole = 0;
    for (let i = 0; i < size; i++) {
      const drawn = Math.floor(random() * size);
      part += parts[drawn] ?? 0;
      whole += wholes[drawn] ?? 0;
    }
    ratios[r] = part / whole;
  }
  ratios.sort();
  const tail = (1 - options.level) / 2;
  return {
    mean: sum(parts) / sum(wholes),
    low: quantile(ratios, tail),
    high: quantile(ratios, 1 - tail),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Linear between the two nearest order statistics. */
function quantile(sorted: Float64Array, share: number): number {
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below] ?? NaN;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? NaN;
  return low + (high - low) * (position - below);
}
