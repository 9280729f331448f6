import { findSpots } from './mentions.ts';
import { mirror, sideOf, unswappedPositions, type Side } from './sides.ts';
import { sentences } from './tokens.ts';

/** What a draft says to be on a side: the swap test compares these. */
export interface SideClaim {
  readonly side: Side;
  /** A concept of the lexicon, else the word after the side. */
  readonly about: string;
}

/** A side that ends its sentence and stands beside no known problem. */
const NOTHING_AFTER = '-';

/**
 * Each left or right (not "both", not in a name that keeps its side) with what it is about: the nearest problem after
 * it in its sentence, else the nearest before it, else the word after it.
 */
export function sideClaims(text: string): SideClaim[] {
  return sentences(text).flatMap((sentence) => {
    const kept = unswappedPositions(sentence);
    const spots = findSpots(sentence);
    return sentence.flatMap((token, at) => {
      const side = sideOf(token);
      if ((side !== 'left' && side !== 'right') || kept.has(at)) return [];
      const spot = spots.find(({ last }) => last > at) ?? spots.findLast(({ last }) => last < at);
      return [{ side, about: spot?.concept ?? sentence[at + 1]?.stem ?? NOTHING_AFTER }];
    });
  });
}

export function mirrored(claims: readonly SideClaim[]): SideClaim[] {
  return claims.map(({ side, about }) => ({ side: mirror(side), about }));
}

/** The same claims, as often each, in whatever order. */
export function sameClaims(a: readonly SideClaim[], b: readonly SideClaim[]): boolean {
  return sameMultiset(a.map(claimKey), b.map(claimKey));
}

/** The same sides, as often each, whatever they are said of. */
export function sameSides(a: readonly SideClaim[], b: readonly SideClaim[]): boolean {
  return sameMultiset(
    a.map(({ side }) => side),
    b.map(({ side }) => side),
  );
}

function claimKey({ side, about }: SideClaim): string {
  return `${side} ${about}`;
}

function sameMultiset(a: string[], b: string[]): boolean {
  return a.length === b.length && a.sort().join('\n') === b.sort().join('\n');
}
