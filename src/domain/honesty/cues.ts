import lists from './cues.json' with { type: 'json' };
import { indexPhrases, matchPhrase, parsePhrase } from './phrases.ts';
import type { Token } from './tokens.ts';

/** What a cue makes of a problem in its reach. */
export type CueKind = 'negated' | 'uncertain' | 'hypothetical';

/** Tokens [start, end) of a sentence. */
export interface Cue {
  readonly kind: CueKind;
  readonly start: number;
  readonly end: number;
}

export interface Cues {
  /** These reach to the right. */
  readonly before: readonly Cue[];
  /** These reach to the left. */
  readonly after: readonly Cue[];
  /** Positions where every reach stops. */
  readonly ends: readonly number[];
}

/** After a verb, within so many words must stand "seen" (or the like) for the verb to belong to the list before it. */
const SEEN_WITHIN = 3;

const KINDS = ['negated', 'uncertain', 'hypothetical'] as const;
const ENDS = new Set(lists.ends);
const STARTS = new Set(lists.starts);
const NAMES = indexPhrases(lists.names.map((phrase) => parsePhrase(phrase, 'stem')));
const GOES_ON = new Set(lists.goesOn);
const VERBS = new Set(lists.verbs);
const SEEN = new Set(lists.seen);
const KEEPS_WITH = new Set(lists.keepsWith);
const PREPOSITIONS = new Set(lists.prepositions);

type Finder = (sentence: readonly Token[]) => Cue[];

const findBefore = finder(lists.before);
const findAfter = finder(lists.after);

export function findCues(sentence: readonly Token[]): Cues {
  return { before: findBefore(sentence), after: findAfter(sentence), ends: findEnds(sentence) };
}

/** Longest first at each place, never overlapping; phrases that only look like cues take their place and vanish. */
function finder(phrases: Readonly<Record<CueKind, readonly string[]>>): Finder {
  const entries = [
    ...KINDS.flatMap((kind) => phrases[kind].map((phrase) => ({ kind, phrase }))),
    ...lists.neither.map((phrase) => ({ kind: null, phrase })),
  ];
  const index = indexPhrases(entries.map(({ phrase }) => parsePhrase(phrase, 'text')));
  return (sentence) => {
    const cues: Cue[] = [];
    for (let at = 0; at < sentence.length;) {
      let length = 0;
      let kind: CueKind | null = null;
      for (const candidate of index.startingWith(sentence[at]?.text ?? '')) {
        const phrase = index.phrases[candidate];
        if (phrase === undefined || phrase.words <= length) continue;
        if (matchPhrase(phrase, sentence, at, 'text') === null) continue;
        length = phrase.words;
        kind = entries[candidate]?.kind ?? null;
      }
      if (kind !== null) cues.push({ kind, start: at, end: at + length });
      at += Math.max(1, length);
    }
    return cues;
  };
}

function findEnds(sentence: readonly Token[]): number[] {
  const ends: number[] = [];
  sentence.forEach(({ text }, at) => {
    const before = sentence[at - 1]?.text;
    const after = sentence[at + 1]?.text;
    const isKept = text === 'with' && before !== undefined && KEEPS_WITH.has(before);
    if (
      (ENDS.has(text) && !isKept) ||
      text === ':' ||
      beginsClause(sentence, at) ||
      ((text === ',' || text === 'and') && opensStatement(sentence, at + 1)) ||
      (text === ',' && !GOES_ON.has(after ?? '') && statesSomething(sentence, at + 1))
    ) {
      ends.push(at);
    }
  });
  return ends;
}

/** "…, heart size normal", but not "…, heart failure or pneumonia": a problem's name is one more of the list. */
function opensStatement(sentence: readonly Token[], at: number): boolean {
  if (!STARTS.has(sentence[at]?.text ?? '')) return false;
  return !beginsName(sentence, at) || statesSomething(sentence, at);
}

function beginsName(sentence: readonly Token[], at: number): boolean {
  return NAMES.startingWith(sentence[at]?.stem ?? '').some((index) => {
    const name = NAMES.phrases[index];
    return name !== undefined && matchPhrase(name, sentence, at, 'stem') !== null;
  });
}

/** "The lungs are …" after a forgotten full stop. */
function beginsClause(sentence: readonly Token[], at: number): boolean {
  const before = sentence[at - 1]?.text;
  const verb = sentence[at + 2]?.text;
  if (before === undefined || verb === undefined || sentence[at]?.text !== 'the') return false;
  return VERBS.has(verb) && !PREPOSITIONS.has(before);
}

/** Does the part from `start` to the next comma hold a verb of its own ("…, heart size is normal")? */
function statesSomething(sentence: readonly Token[], start: number): boolean {
  for (let at = start; at < sentence.length; at++) {
    const text = sentence[at]?.text ?? '';
    if (text === ',') return false;
    if (VERBS.has(text)) {
      return !sentence.slice(at + 1, at + 1 + SEEN_WITHIN).some((token) => SEEN.has(token.text));
    }
  }
  return false;
}

export const GAP_STOPS: ReadonlySet<string> = new Set(lists.gapStops);
/** Words that join two problems so that both may share a side. */
export const JOINS: ReadonlySet<string> = new Set([...lists.joins, ',', '/']);
/** Words after which a new thing is told. */
export const LEADS_ON: ReadonlySet<string> = new Set(lists.leadsOn);
/** Words that make two problems alternatives. */
export const ALTERNATIVES: ReadonlySet<string> = new Set(lists.joinsUncertain);
/** Words by which one problem is explained as another. */
export const EXPLAINS: ReadonlySet<string> = new Set(lists.explains);
