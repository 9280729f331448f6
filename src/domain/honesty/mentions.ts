import { ALTERNATIVES, EXPLAINS, findCues, GAP_STOPS, JOINS, LEADS_ON, type Cues } from './cues.ts';
import { NOTHING, ownerOf, PHRASES } from './lexicon.ts';
import { matchPhrase } from './phrases.ts';
import { namedPositions, sideOf, type Side } from './sides.ts';
import { sentences, type Token } from './tokens.ts';

export type Assertion = 'affirmed' | 'uncertain' | 'negated' | 'hypothetical';

/** A problem that a text names. */
export interface Mention {
  readonly concept: string;
  readonly assertion: Assertion;
  readonly side: Side | null;
  readonly sentence: number;
  /** UTF-16 offsets in the text, end exclusive. */
  readonly start: number;
  readonly end: number;
}

/** A concept's words in a sentence: token positions, ascending; `first` and `last` of them. */
export interface Spot {
  readonly concept: string;
  readonly first: number;
  readonly last: number;
}

/** Two problems joined by "or", "versus" or "/" stand at most this many words apart ("opacity or subtle infiltrate"). */
const JOINED_WITHIN = 4;

const STRONGEST_FIRST = ['negated', 'hypothetical', 'uncertain'] as const;

/** Which problems a text names, whether it affirms them, and on which side; in order of appearance. */
export function findMentions(text: string): Mention[] {
  return sentences(text).flatMap((sentence, number) => {
    const spots = findSpots(sentence);
    if (spots.length === 0) return [];
    const cues = findCues(sentence);
    const assertions = doubtAlternatives(
      sentence,
      spots,
      spots.map((spot) => assertionOf(spot, cues)),
    );
    const sides = spotSides(sentence, spots);
    return spots.map((spot, at) => ({
      concept: spot.concept,
      assertion: assertions[at] ?? 'affirmed',
      side: sides[at] ?? null,
      sentence: number,
      start: sentence[spot.first]?.start ?? 0,
      end: sentence[spot.last]?.end ?? 0,
    }));
  });
}

/** Phrases of more words first, then the earlier, then the lexicon's order; a word belongs to one phrase. */
export function findSpots(sentence: readonly Token[]): Spot[] {
  const found: { words: number; at: number; index: number; positions: number[] }[] = [];
  sentence.forEach((token, at) => {
    for (const index of PHRASES.startingWith(token.stem)) {
      const phrase = PHRASES.phrases[index];
      const positions = phrase && matchPhrase(phrase, sentence, at, 'stem', GAP_STOPS);
      if (positions) found.push({ words: phrase.words, at, index, positions });
    }
  });
  found.sort((a, b) => b.words - a.words || a.at - b.at || a.index - b.index);
  const taken = new Set<number>();
  const spots: Spot[] = [];
  for (const { index, positions } of found) {
    if (positions.some((position) => taken.has(position))) continue;
    for (const position of positions) taken.add(position);
    const concept = ownerOf(index);
    const [first = 0] = positions;
    if (concept !== NOTHING) spots.push({ concept, first, last: positions.at(-1) ?? first });
  }
  return spots.sort((a, b) => a.first - b.first || a.last - b.last);
}

function assertionOf(spot: Spot, cues: Cues): Assertion {
  const isEnded = (start: number, stop: number): boolean =>
    cues.ends.some((end) => end >= start && end < stop);
  const kinds = new Set([
    ...cues.before.filter(({ end }) => end <= spot.last && !isEnded(end, spot.first)).map(({ kind }) => kind),
    ...cues.after
      .filter(({ start }) => start > spot.last && !isEnded(spot.last + 1, start))
      .map(({ kind }) => kind),
  ]);
  return STRONGEST_FIRST.find((kind) => kinds.has(kind)) ?? 'affirmed';
}

/** In "atelectasis or infiltrate" neither is certain. */
function doubtAlternatives(
  sentence: readonly Token[],
  spots: readonly Spot[],
  assertions: readonly Assertion[],
): Assertion[] {
  const doubted = [...assertions];
  spots.forEach((spot, at) => {
    const next = spots[at + 1];
    if (next === undefined) return;
    const between = sentence.slice(spot.last + 1, Math.max(spot.last + 1, next.first));
    if (between.length > JOINED_WITHIN || !between.some(({ text }) => ALTERNATIVES.has(text))) return;
    for (const side of [at, at + 1]) if (doubted[side] === 'affirmed') doubted[side] = 'uncertain';
  });
  return doubted;
}

/**
 * The side of each spot: that of the words before it back to the previous spot, else after it up to a comma or the
 * next spot; else, when it is joined to the previous spot ("and", "or", a comma) or explains it ("may represent"),
 * that one's.
 */
function spotSides(sentence: readonly Token[], spots: readonly Spot[]): (Side | null)[] {
  const names = namedPositions(sentence);
  const named = sentence.map((token, at) => (names.has(at) ? null : sideOf(token)));
  const sides: (Side | null)[] = [];
  spots.forEach((spot, number) => {
    const previous = spots[number - 1];
    const begin = previous === undefined ? 0 : previous.last + 1;
    const end = spots[number + 1]?.first ?? sentence.length;
    const before = named.slice(begin, spot.last + 1).filter((side) => side !== null);
    const comma = sentence.findIndex(({ text }, at) => at > spot.last && at < end && text === ',');
    const behind = named.slice(spot.last + 1, comma < 0 ? end : comma);
    const after = behind.filter((side) => side !== null);
    const firstAfter = spot.last + 1 + behind.findIndex((side) => side !== null);
    const isLast = number + 1 === spots.length;
    if (before.length > 0 || (after.length > 0 && isLast)) {
      sides.push(together(before.length > 0 ? before : after));
    } else if (after.length > 0 && !leadsToNext(sentence, spot.last + 1, firstAfter)) {
      sides.push(after[0] ?? null);
    } else {
      sides.push(isJoined(sentence.slice(begin, spot.first)) ? (sides[number - 1] ?? null) : null);
    }
  });
  return sides;
}

/** "Left greater than right", "the left upper and both lower lobes": both. */
function together(sides: readonly Side[]): Side {
  const [first = 'both'] = sides;
  return sides.every((side) => side === first) ? first : 'both';
}

/** Does the side word between two spots belong to the second ("cardiomegaly and left effusion")? */
function leadsToNext(sentence: readonly Token[], begin: number, sideAt: number): boolean {
  return sentence.slice(begin, sideAt).some(({ text }) => LEADS_ON.has(text));
}

function isJoined(between: readonly Token[]): boolean {
  const [first] = between;
  return first !== undefined && (JOINS.has(first.text) || between.some(({ text }) => EXPLAINS.has(text)));
}
