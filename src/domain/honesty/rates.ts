/**
 * `count` of `of`, the share and its 95 % Wilson score interval (Wilson 1927), 0–1. Not a bootstrap: resampling 60 of
 * 60 gives an interval of no width, which would claim more than 60 drafts can show.
 */
export interface Rate {
  readonly count: number;
  readonly of: number;
  readonly rate: number;
  readonly low: number;
  readonly high: number;
}

/** Two-sided 95 %. */
const Z = 1.959963984540054;

/** Null when there is nothing to judge. */
export function rateOf(count: number, of: number): Rate | null {
  if (of === 0) return null;
  const rate = count / of;
  const z2 = Z * Z;
  const middle = (rate + z2 / (2 * of)) / (1 + z2 / of);
  const half = (Z / (1 + z2 / of)) * Math.sqrt((rate * (1 - rate)) / of + z2 / (4 * of * of));
  return { count, of, rate, low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}
