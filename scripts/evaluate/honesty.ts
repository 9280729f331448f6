import {
  judge,
  type HonestyRates,
  type Judgement,
  type ReportsOfTest,
} from '../../src/domain/honesty/judge.ts';
import { applicableVariants } from '../../src/domain/honesty/verdicts.ts';
import { honestyVariants, type Variant } from '../../src/domain/honesty/variants.ts';
import {
  HONESTY_MEASURES,
  type HonestyMeasure,
  type HonestyRate,
} from '../../src/domain/model/model-details.ts';
import { NO_EXAMPLES, type ExampleRates } from './example-honesty.ts';
import type { Report } from './read-reports.ts';

/** Null where nothing could be judged. */
export type MeasuredRates = HonestyRates & ExampleRates;

/** What was found of one system. */
export interface Honesty {
  readonly rates: MeasuredRates;
  /** Null for a system that drafted no changed findings. */
  readonly tests: Judgement['tests'] | null;
  /** Reports whose draft failed: they count neither for nor against. */
  readonly undrafted: number;
}

/** Changed findings that a model has still to draft, given its drafts of the reports themselves, by report id. */
export function variantsToDraft(
  reports: readonly Report[],
  drafts: ReadonlyMap<string, string>,
): readonly Variant[] {
  return applicableVariants(honestyVariants(reports), drafts);
}

/**
 * @param changed drafts of the variants, by their keys; null for a system that drafts none
 * @param examples of drafts that were shown examples
 */
export function honestyOf(
  reports: readonly Report[],
  drafts: ReadonlyMap<string, string>,
  changed: ReadonlyMap<string, string> | null = null,
  examples: ExampleRates = NO_EXAMPLES,
): Honesty {
  const variants = changed === null ? [] : honestyVariants(reports);
  const { rates, tests, undrafted } = judge(reports, variants, new Map([...drafts, ...(changed ?? [])]));
  return { rates: { ...rates, ...examples }, tests: changed === null ? null : tests, undrafted };
}

/** The reports of the test that a measure belongs to; null where it belongs to none, or none was made. */
export function testReports(
  { tests }: Pick<Honesty, 'tests'>,
  measure: HonestyMeasure,
): ReportsOfTest | null {
  if (tests === null) return null;
  if (measure === 'swapSides') return tests.swap;
  return measure in tests ? tests[measure as Variant['test']] : null;
}

/** As the provenance sheet keeps them: those of which there was a case. */
export function summaryRates(honesty: Honesty): HonestyRate[] {
  return HONESTY_MEASURES.flatMap((measure) => {
    const found = honesty.rates[measure];
    if (found === null) return [];
    const reports = testReports(honesty, measure);
    return [
      {
        ...{ measure, cases: found.of },
        ...(reports === null ? {} : { reports }),
        rate: { value: found.rate, low: found.low, high: found.high },
      },
    ];
  });
}
