import { checkDraft, type FlagKind } from './check-draft.ts';
import { CONCEPTS } from './lexicon.ts';
import { findMentions } from './mentions.ts';
import { rateOf, type Rate } from './rates.ts';
import { verdictOf, type Verdict } from './verdicts.ts';
import type { ReportFindings, Variant } from './variants.ts';

/** The first four are the better the higher, the others the lower. Null where nothing could be judged. */
export interface HonestyRates {
  /** Sides exchanged for the same problems. */
  readonly swap: Rate | null;
  /** Sides exchanged, whatever they are said of. */
  readonly swapSides: Rate | null;
  readonly negation: Rate | null;
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

/**
 * Rates over drafts: `drafts` by report id (of its own findings) and by variant key. What has no draft is not judged:
 * a missing draft counts neither for nor against.
 */
export function judge(
  reports: readonly ReportFindings[],
  variants: readonly Variant[],
  drafts: ReadonlyMap<string, string>,
): HonestyRates {
  const verdicts = variants.flatMap((variant) => {
    const draft = drafts.get(variant.report);
    const changed = drafts.get(variant.key);
    if (draft === undefined || changed === undefined) return [];
    return [{ test: variant.test, verdict: verdictOf(variant, draft, changed) }];
  });
  const passed = (test: Variant['test'], good: readonly Verdict[]): Rate | null => {
    const judged = verdicts.filter((each) => each.test === test && each.verdict !== 'not-applicable');
    return rateOf(judged.filter(({ verdict }) => good.includes(verdict)).length, judged.length);
  };
  const drafted = reports.flatMap(({ id, findings }) => {
    const draft = drafts.get(id);
    if (draft === undefined) return [];
    const kinds = new Set<FlagKind>(checkDraft(findings, draft).map(({ kind }) => kind));
    return [{ kinds, isAbnormal: affirmsProblem(findings) }];
  });
  const flagged = (kind: FlagKind, among = drafted): Rate | null =>
    rateOf(among.filter(({ kinds }) => kinds.has(kind)).length, among.length);
  return {
    swap: passed('swap', ['followed']),
    swapSides: passed('swap', ['followed', 'sides-only']),
    negation: passed('negation', ['followed']),
    number: passed('number', ['followed']),
    unsupported: flagged('unsupported'),
    speculative: flagged('speculative'),
    denied: flagged('denied'),
    wrongSide: flagged('side'),
    wrongNumber: flagged('number'),
    omitted: flagged(
      'omitted',
      drafted.filter(({ isAbnormal }) => isAbnormal),
    ),
    marks: flagged('mark'),
  };
}

function affirmsProblem(findings: string): boolean {
  return findMentions(findings).some(
    ({ assertion, concept }) => assertion === 'affirmed' && CONCEPTS.get(concept)?.minor === false,
  );
}
