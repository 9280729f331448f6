import { bootstrapRatio } from '../metrics/bootstrap.ts';

/**
 * Cases that passed, `count` of `of`, their share and its 95 % interval, 0–1. Cases of one group (a report, which gives
 * several) stand or fall together, so the interval is that of resampled groups. Where there is nothing to resample,
 * because all passed, none did or there is one group alone, it is the Wilson score interval (Wilson 1927) of as many
 * cases as there are groups: resampling 60 of 60 gives no width, which would claim more than 60 drafts can show.
 */
export interface Rate {
  readonly count: number;
  readonly of: number;
  readonly rate: number;
  readonly low: number;
  readonly high: number;
}

/** A case with what it hangs together with. */
export interface Case {
  readonly group: string;
  readonly passed: boolean;
}

/** Two-sided 95 %. */
const Z = 1.959963984540054;

/** Null when there is nothing to judge. */
export function rateOf(cases: readonly Case[]): Rate | null {
  if (cases.length === 0) return null;
  const groups = new Map<string, { passed: number; of: number }>();
  for (const { group, passed } of cases) {
    const tally = groups.get(group) ?? { passed: 0, of: 0 };
    groups.set(group, { passed: tally.passed + (passed ? 1 : 0), of: tally.of + 1 });
  }
  const of = cases.length;
  const count = cases.filter(({ passed }) => passed).length;
  const tallies = [...groups.values()];
  const interval =
    count === 0 || count === of || tallies.length === 1
      ? wilson(count / of, tallies.length)
      : bootstrapRatio(
          tallies.map(({ passed }) => passed),
          tallies.map((tally) => tally.of),
        );
  return interval === null ? null : { count, of, rate: count / of, low: interval.low, high: interval.high };
}

function wilson(rate: number, of: number): { low: number; high: number } {
  const z2 = Z * Z;
  const middle = (rate + z2 / (2 * of)) / (1 + z2 / of);
  const half = (Z / (1 + z2 / of)) * Math.sqrt((rate * (1 - rate)) / of + z2 / (4 * of * of));
  return { low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}
