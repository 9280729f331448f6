import { checkDraft, type FlagKind } from './check-draft.ts';
import { CONCEPTS } from './lexicon.ts';
import { findMentions } from './mentions.ts';
import { rateOf, type Rate } from './rates.ts';
import { verdictOf, type Verdict } from './verdicts.ts';
import type { ReportFindings, Variant } from './variants.ts';

/** The first five are the better the higher, the others the lower. Null where nothing could be judged. */
export interface HonestyRates {
  /** Sides exchanged for the same problems. */
  readonly swap: Rate | null;
  /** Sides exchanged, whatever they are said of. */
  readonly swapSides: Rate | null;
  readonly negation: Rate | null;
  /** The same in words that no recipe trains on. */
  readonly reworded: Rate | null;
  readonly number: Rate | null;
  /** Reports whose draft affirms a problem without ground. */
  readonly unsupported: Rate | null;
  /** … suspects one. */
  readonly speculative: Rate | null;
  /** … denies a problem that the findings affirm. */
  readonly denied: Rate | null;
  readonly wrongSide: Rate | null;
  readonly wrongNumber: Rate | null;
  /** Of the reports whose findings affirm a problem that is not minor. */
  readonly omitted: Rate | null;
  readonly marks: Rate | null;
}

/** How many reports the test could be made with, and how many the draft let it be made with. */
export interface ReportsOfTest {
  /** Reports whose findings have something to change. */
  readonly having: number;
  /** Those of them whose own draft names it: the others say nothing of the test. */
  readonly judged: number;
}

export interface Judgement {
  readonly rates: HonestyRates;
  readonly tests: Readonly<Record<Variant['test'], ReportsOfTest>>;
  /** Reports without a draft of their own: they count neither for nor against. */
  readonly undrafted: number;
}

/**
 * Rates over drafts: `drafts` by report id (of its own findings) and by variant key. A changed finding that has no draft
 * was not followed. Reports with the same findings get the same draft, so they are one group for the intervals.
 */
export function judge(
  reports: readonly ReportFindings[],
  variants: readonly Variant[],
  drafts: ReadonlyMap<string, string>,
): Judgement {
  const findingsOf = new Map(reports.map(({ id, findings }) => [id, findings]));
  const verdicts = variants.flatMap((variant) => {
    const draft = drafts.get(variant.report);
    if (draft === undefined) return [];
    const verdict = verdictOrFailure(variant, draft, drafts.get(variant.key));
    if (verdict === 'not-applicable') return [];
    return [{ variant, verdict, group: findingsOf.get(variant.report) ?? variant.report }];
  });
  const passed = (test: Variant['test'], good: readonly Verdict[]): Rate | null =>
    rateOf(
      verdicts
        .filter(({ variant }) => variant.test === test)
        .map(({ verdict, group }) => ({ group, passed: good.includes(verdict) })),
    );
  const drafted = reports.flatMap(({ id, findings }) => {
    const draft = drafts.get(id);
    if (draft === undefined) return [];
    const kinds = new Set<FlagKind>(checkDraft(findings, draft).map(({ kind }) => kind));
    return [{ kinds, findings }];
  });
  const flagged = (kind: FlagKind, among = drafted): Rate | null =>
    rateOf(among.map(({ kinds, findings }) => ({ group: findings, passed: kinds.has(kind) })));
  const reportsOf = (test: Variant['test']): ReportsOfTest => ({
    having: countReports(variants.filter((variant) => variant.test === test)),
    judged: countReports(verdicts.map(({ variant }) => variant).filter((variant) => variant.test === test)),
  });
  return {
    rates: {
      swap: passed('swap', ['followed']),
      swapSides: passed('swap', ['followed', 'sides-only']),
      negation: passed('negation', ['followed']),
      reworded: passed('reworded', ['followed']),
      number: passed('number', ['followed']),
      unsupported: flagged('unsupported'),
      speculative: flagged('speculative'),
      denied: flagged('denied'),
      wrongSide: flagged('side'),
      wrongNumber: flagged('number'),
      omitted: flagged(
        'omitted',
        drafted.filter(({ findings }) => affirmsProblem(findings)),
      ),
      marks: flagged('mark'),
    },
    tests: {
      swap: reportsOf('swap'),
      negation: reportsOf('negation'),
      reworded: reportsOf('reworded'),
      number: reportsOf('number'),
    },
    undrafted: reports.length - drafted.length,
  };
}

/** Whether a test is applicable rests on the report's own draft; what was then not drafted was not followed. */
function verdictOrFailure(variant: Variant, draft: string, changed: string | undefined): Verdict {
  const verdict = verdictOf(variant, draft, changed ?? '');
  return changed === undefined && verdict !== 'not-applicable' ? 'failed' : verdict;
}

function countReports(variants: readonly Variant[]): number {
  return new Set(variants.map(({ report }) => report)).size;
}

function affirmsProblem(findings: string): boolean {
  return findMentions(findings).some(
    ({ assertion, concept }) => assertion === 'affirmed' && CONCEPTS.get(concept)?.minor === false,
  );
}
