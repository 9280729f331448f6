import { stem, type Token } from './tokens.ts';

/**
 * Words that may stand in a gap: enough for "heart size is moderate to severely enlarged", too few to reach the next
 * statement.
 */
const MAX_GAP = 5;

const GAP = '...';
const NO_STOPS: ReadonlySet<string> = new Set();

/** A phrase of words with alternatives; null is a gap. */
export interface Phrase {
  readonly parts: readonly (ReadonlySet<string> | null)[];
  readonly words: number;
}

/** What of a token is compared. */
export type Compared = 'text' | 'stem';

/** `text`: words by spaces, alternatives by |, a gap by ...; compared by stem or as they are. */
export function parsePhrase(text: string, compared: Compared): Phrase {
  const parts = text.split(' ').map((part) => {
    if (part === GAP) return null;
    const words = part.split('|');
    return new Set(compared === 'stem' ? words.map(stem) : words);
  });
  return { parts, words: parts.filter((part) => part !== null).length };
}

/** Positions in `sentence` of the phrase's words when it begins at `at`, the shortest gaps first; else null. */
export function matchPhrase(
  phrase: Phrase,
  sentence: readonly Token[],
  at: number,
  compared: Compared,
  gapStops: ReadonlySet<string> = NO_STOPS,
): number[] | null {
  const positions: number[] = [];
  let position = at;
  let reach = 0;
  for (const part of phrase.parts) {
    if (part === null) {
      reach = MAX_GAP;
      continue;
    }
    const found = firstHit(part, sentence, position, reach, compared, gapStops);
    if (found === null) return null;
    positions.push(found);
    position = found + 1;
    reach = 0;
  }
  return positions;
}

function firstHit(
  part: ReadonlySet<string>,
  sentence: readonly Token[],
  start: number,
  reach: number,
  compared: Compared,
  stops: ReadonlySet<string>,
): number | null {
  for (let position = start; position <= start + reach; position++) {
    const token = sentence[position];
    if (token === undefined) return null;
    if (part.has(token[compared])) return position;
    if (token.kind === 'mark' || stops.has(token.text)) return null;
  }
  return null;
}

/** Phrases by their first word, so that a sentence is walked once. */
export interface PhraseIndex {
  readonly phrases: readonly Phrase[];
  /** Indices into `phrases`, ascending. */
  startingWith(word: string): readonly number[];
}

export function indexPhrases(phrases: readonly Phrase[]): PhraseIndex {
  const byFirst = new Map<string, number[]>();
  phrases.forEach((phrase, index) => {
    for (const word of phrase.parts[0] ?? []) byFirst.set(word, [...(byFirst.get(word) ?? []), index]);
  });
  return { phrases, startingWith: (word) => byFirst.get(word) ?? [] };
}
