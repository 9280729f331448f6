import { judge, type HonestyRates } from '../../src/domain/honesty/judge.ts';
import { applicableVariants } from '../../src/domain/honesty/verdicts.ts';
import { honestyVariants, type Variant } from '../../src/domain/honesty/variants.ts';
import { HONESTY_MEASURES, type HonestyRate } from '../../src/domain/model/model-details.ts';
import type { Report } from './read-reports.ts';

/** Changed findings that a model has still to draft, given its drafts of the reports themselves, by report id. */
export function variantsToDraft(
  reports: readonly Report[],
  drafts: ReadonlyMap<string, string>,
): readonly Variant[] {
  return applicableVariants(honestyVariants(reports), drafts);
}

/** @param changed drafts of the variants, by their keys */
export function honestyOf(
  reports: readonly Report[],
  drafts: ReadonlyMap<string, string>,
  variants: readonly Variant[] = [],
  changed: ReadonlyMap<string, string> = new Map(),
): HonestyRates {
  return judge(reports, variants, new Map([...drafts, ...changed]));
}

/** As the provenance sheet keeps them: those of which there was a case. */
export function summaryRates(rates: HonestyRates): HonestyRate[] {
  return HONESTY_MEASURES.flatMap((measure) => {
    const found = rates[measure];
    if (found === null) return [];
    return [{ measure, cases: found.of, rate: { value: found.rate, low: found.low, high: found.high } }];
  });
}
