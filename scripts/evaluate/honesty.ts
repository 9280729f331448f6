import { judge, type HonestyRates } from '../../src/domain/honesty/judge.ts';
import { applicableVariants } from '../../src/domain/honesty/verdicts.ts';
import { honestyVariants, type Variant } from '../../src/domain/honesty/variants.ts';
import { HONESTY_MEASURES, type HonestyRate } from '../../src/domain/model/model-details.ts';
import { NO_EXAMPLES, type ExampleRates } from './example-honesty.ts';
import type { Report } from './read-reports.ts';

/** Null where nothing could be judged. */
export type MeasuredRates = HonestyRates & ExampleRates;

/** Changed findings that a model has still to draft, given its drafts of the reports themselves, by report id. */
export function variantsToDraft(
  reports: readonly Report[],
  drafts: ReadonlyMap<string, string>,
): readonly Variant[] {
  return applicableVariants(honestyVariants(reports), drafts);
}

/**
 * @param changed drafts of the variants, by their keys
 * @param examples of drafts that were shown examples
 */
export function honestyOf(
  reports: readonly Report[],
  drafts: ReadonlyMap<string, string>,
  variants: readonly Variant[] = [],
  changed: ReadonlyMap<string, string> = new Map(),
  examples: ExampleRates = NO_EXAMPLES,
): MeasuredRates {
  return { ...judge(reports, variants, new Map([...drafts, ...changed])), ...examples };
}

/** As the provenance sheet keeps them: those of which there was a case. */
export function summaryRates(rates: MeasuredRates): HonestyRate[] {
  return HONESTY_MEASURES.flatMap((measure) => {
    const found = rates[measure];
    if (found === null) return [];
    return [{ measure, cases: found.of, rate: { value: found.rate, low: found.low, high: found.high } }];
  });
}
