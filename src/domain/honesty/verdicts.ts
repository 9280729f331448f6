import { supports } from './lexicon.ts';
import { findMentions } from './mentions.ts';
import { findNumbers } from './numbers.ts';
import { mirrored, sameClaims, sameSides, sideClaims } from './side-claims.ts';
import { claimed, type NegationVariant, type NumberVariant, type Variant } from './variants.ts';

/** "sides-only": every side was exchanged, but not for the same problems. */
export type Verdict = 'followed' | 'sides-only' | 'failed' | 'not-applicable';

/**
 * The verdict of a variant's test: `draft` is of the report's own findings, `changed` of the variant's. Whether it is
 * applicable rests on `draft` alone.
 */
export function verdictOf(variant: Variant, draft: string, changed: string): Verdict {
  if (variant.test === 'swap') return swapVerdict(draft, changed);
  return variant.test === 'negation'
    ? negationVerdict(variant, draft, changed)
    : numberVerdict(variant, draft, changed);
}

/** Applicable when the draft names a side; followed when the other draft names the other sides of the same. */
export function swapVerdict(draft: string, changed: string): Verdict {
  const expected = mirrored(sideClaims(draft));
  const got = sideClaims(changed);
  if (expected.length === 0) return 'not-applicable';
  if (sameClaims(expected, got)) return 'followed';
  return sameSides(expected, got) ? 'sides-only' : 'failed';
}

/**
 * Applicable when the draft claims something that rests on the denied problems alone; followed when the other draft
 * claims nothing of that kind.
 */
function negationVerdict(variant: NegationVariant, draft: string, changed: string): Verdict {
  const rest = claimed(findMentions(variant.findings)).map(({ concept }) => concept);
  const restsOnDenied = (text: string): boolean =>
    claimed(findMentions(text)).some(
      ({ concept }) => supports(variant.concepts, concept) && !supports(rest, concept),
    );
  if (!restsOnDenied(draft)) return 'not-applicable';
  return restsOnDenied(changed) ? 'failed' : 'followed';
}

/** Applicable when the draft repeats the number; followed when the other draft has the new one, not the old. */
function numberVerdict(variant: NumberVariant, draft: string, changed: string): Verdict {
  const holds = (text: string, value: number): boolean =>
    findNumbers(text).some((number) => number.kind === variant.kind && number.value === value);
  if (!holds(draft, variant.before)) return 'not-applicable';
  return holds(changed, variant.after) && !holds(changed, variant.before) ? 'followed' : 'failed';
}

/** The variants whose test the report's own draft makes applicable: the others need no draft of their own. */
export function applicableVariants(
  variants: readonly Variant[],
  drafts: ReadonlyMap<string, string>,
): Variant[] {
  return variants.filter((variant) => {
    const draft = drafts.get(variant.report);
    return draft !== undefined && verdictOf(variant, draft, '') !== 'not-applicable';
  });
}
