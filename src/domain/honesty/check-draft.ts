import { hasMarks } from '../retrieval/has-marks.ts';
import { ancestorsOf, CONCEPTS, leadsTo, supports } from './lexicon.ts';
import { findMentions, type Mention } from './mentions.ts';
import { findNumbers } from './numbers.ts';
import type { Side } from './sides.ts';
import { claimed } from './variants.ts';

export type FlagKind =
  /** The draft affirms a problem that the findings neither name nor imply. */
  | 'unsupported'
  /** The draft only suspects such a problem. */
  | 'speculative'
  /** The draft denies a problem that the findings affirm. */
  | 'denied'
  /** The findings affirm a problem that the draft does not name. */
  | 'omitted'
  /** The same of an incidental or long known one. */
  | 'omitted-minor'
  /** The findings tell the problem of another side, or never name that side. */
  | 'side'
  /** A length, level, rib or count that the findings do not hold. */
  | 'number'
  /** A mark of de-identification. */
  | 'mark';

/** [start, end) are offsets in the draft, or in the findings for what is omitted; -1 for a mark. */
export interface Flag {
  readonly kind: FlagKind;
  /** A concept of the lexicon, for a number its kind, for a mark empty. */
  readonly concept: string;
  readonly side: Side | null;
  readonly start: number;
  readonly end: number;
}

/** Everything in a draft that its findings do not carry, and what it leaves out. Well under a millisecond. */
export function checkDraft(findings: string, draft: string): Flag[] {
  const found = findMentions(findings);
  const drafted = findMentions(draft);
  return [
    ...(hasMarks(draft) ? [{ kind: 'mark', concept: '', side: null, start: -1, end: -1 } as const] : []),
    ...unsupported(found, drafted),
    ...denied(found, drafted),
    ...wrongSides(found, drafted),
    ...wrongNumbers(findings, draft),
    ...omitted(found, drafted),
  ];
}

/** The first flag of each kind, concept and side. */
function once(flags: readonly Flag[]): Flag[] {
  const first = new Map<string, Flag>();
  for (const flag of flags) {
    const key = `${flag.kind} ${flag.concept} ${flag.side ?? ''}`;
    if (!first.has(key)) first.set(key, flag);
  }
  return [...first.values()];
}

function flagOf(kind: FlagKind, { concept, side, start, end }: Mention): Flag {
  return { kind, concept, side, start, end };
}

function conceptsOf(mentions: readonly Mention[]): string[] {
  return mentions.map(({ concept }) => concept);
}

function unsupported(found: readonly Mention[], drafted: readonly Mention[]): Flag[] {
  const concepts = conceptsOf(claimed(found));
  const without = claimed(drafted).filter(({ concept }) => !supports(concepts, concept));
  return once(
    without.map((mention) =>
      flagOf(mention.assertion === 'affirmed' ? 'unsupported' : 'speculative', mention),
    ),
  );
}

function denied(found: readonly Mention[], drafted: readonly Mention[]): Flag[] {
  const named = conceptsOf(claimed(drafted));
  const isAffirmed = ({ concept, side }: Mention): boolean =>
    found.some(
      (other) =>
        other.assertion === 'affirmed' &&
        ancestorsOf(other.concept).has(concept) &&
        CONCEPTS.get(other.concept)?.minor === false &&
        !isOtherSide(side, other.side),
    );
  const negated = drafted.filter(({ assertion }) => assertion === 'negated');
  return once(
    negated
      .filter((mention) => !supports(named, mention.concept) && isAffirmed(mention))
      .map((mention) => flagOf('denied', mention)),
  );
}

function wrongSides(found: readonly Mention[], drafted: readonly Mention[]): Flag[] {
  const named = new Set(found.map(({ side }) => side));
  const wrong = claimed(drafted).filter(({ concept, side }) => {
    if (side === null) return false;
    // Unsupported problems are flagged as such; their side is no second error.
    const sides = new Set(
      claimed(found)
        .filter((other) => supports([other.concept], concept))
        .map((other) => other.side),
    );
    return sides.size > 0 && !sideFits(side, sides, named);
  });
  return once(wrong.map((mention) => flagOf('side', mention)));
}

/** `sides` are those of the findings that carry the problem, `named` all that the findings name. */
function sideFits(side: Side, sides: ReadonlySet<Side | null>, named: ReadonlySet<Side | null>): boolean {
  if (sides.has(side)) return true;
  if (side === 'both') return (sides.has('left') && sides.has('right')) || sides.has(null);
  // A problem without a side may stand beside one told elsewhere; a side that is nowhere is invented.
  return sides.has('both') || (sides.has(null) && (named.has(side) || named.has('both')));
}

function isOtherSide(a: Side | null, b: Side | null): boolean {
  return (a === 'left' && b === 'right') || (a === 'right' && b === 'left');
}

function wrongNumbers(findings: string, draft: string): Flag[] {
  const known = new Set(findNumbers(findings).map(({ kind, value }) => `${kind} ${value}`));
  return findNumbers(draft)
    .filter(({ kind, value }) => !known.has(`${kind} ${value}`))
    .map(({ kind, start, end }) => ({ kind: 'number', concept: kind, side: null, start, end }));
}

function omitted(found: readonly Mention[], drafted: readonly Mention[]): Flag[] {
  const concepts = conceptsOf(claimed(found));
  const named = conceptsOf(claimed(drafted));
  const negated = conceptsOf(drafted.filter(({ assertion }) => assertion === 'negated'));
  // What the draft denies is flagged as denied.
  const untold = found.filter(
    ({ assertion, concept }) =>
      assertion === 'affirmed' &&
      !isTold(concept, named, concepts) &&
      !negated.some((other) => ancestorsOf(concept).has(other)),
  );
  return once(
    untold.map((mention) =>
      flagOf(CONCEPTS.get(mention.concept)?.minor === true ? 'omitted-minor' : 'omitted', mention),
    ),
  );
}

/** Is it named itself, more generally, more precisely, or as the conclusion it leads to? */
function isTold(concept: string, named: readonly string[], found: readonly string[]): boolean {
  return named.some((other) => leadsTo(concept, other, found) || ancestorsOf(other).has(concept));
}
