import lists from '../honesty/sides.json' with { type: 'json' };
import {
  allTokens,
  hasMirror,
  replaceSides,
  sideWords,
  unpairedPositions,
  type SideWord,
} from '../honesty/sides.ts';
import type { Token } from '../honesty/tokens.ts';
import type { Example } from '../prompt/prompt-parts.ts';

/**
 * What a text tells of sides. `right` and `left`: which it names first. `unsure`: it may name one that could not be
 * exchanged with certainty, so that the others would stand on the wrong side of it.
 */
export type FirstSide = 'none' | 'left' | 'right' | 'unsure';

/** Findings as the model reads them. */
export interface OrientedFindings {
  readonly findings: string;
  /** Left and right are exchanged in them, and have to be in the draft. */
  readonly exchanged: boolean;
}

const UNSURE_WORDS: ReadonlySet<string> = new Set(lists.unsure.words);
const LETTERS: ReadonlySet<string> = new Set(lists.unsure.letters);
const JOINS: ReadonlySet<string> = new Set(lists.unsure.joins);
const COMPARES: ReadonlySet<string> = new Set(lists.unsure.compares);

/** Which side a text names first. Python's `readroom_training/prompt/laterality.py` gives the same answers. */
export function firstSide(text: string): FirstSide {
  const tokens = allTokens(text);
  const words = sideWords(text, tokens);
  if (isUnsure(tokens, words)) return 'unsure';
  return words[0]?.side ?? 'none';
}

/**
 * The mirror image that a model with canonical sides reads: findings that name the right side first are exchanged, so
 * that findings and their mirror image make one prompt. What names no side, or is unsure, stays as it is written.
 */
export function orientFindings(findings: string): OrientedFindings {
  if (firstSide(findings) !== 'right') return { findings, exchanged: false };
  return { findings: replaceSides(findings, sideWords(findings)), exchanged: true };
}

/** An example in its own orientation: it is read like any other report, whatever the findings it stands before. */
export function orientExample<T extends Example>(example: T): T {
  const { findings, exchanged } = orientFindings(example.findings);
  if (!exchanged || firstSide(example.impression) === 'unsure') return example;
  const impression = replaceSides(example.impression, sideWords(example.impression));
  return { ...example, findings, impression };
}

function isUnsure(tokens: readonly Token[], words: readonly SideWord[]): boolean {
  const unpaired = unpairedPositions(tokens);
  // A name without a mirror image would change from the side of the others to the opposite one.
  if (unpaired.size > 0 && words.length > 0) return true;
  const letters = new Set(words.filter(({ position }) => position === null).map(({ start }) => start));
  const exchanged = new Set(words.map(({ position }) => position));
  return tokens.some((token, at) => {
    const { text, start, end } = token;
    if (UNSURE_WORDS.has(text)) return true;
    if (LETTERS.has(text)) return !letters.has(start) && !isLevel(tokens[at + 1], end);
    if (hasMirror(text)) return !exchanged.has(at) && !unpaired.has(at) && sharesName(tokens, at, exchanged);
    return lists.unsure.prefixes.some((prefix) => text.startsWith(prefix));
  });
}

/** The letter of "L1" is a vertebra's. */
function isLevel(next: Token | undefined, end: number): boolean {
  return next?.kind === 'number' && next.start === end;
}

/** "right and left ventricle": a side that is exchanged beside one in a name that keeps its own. */
function sharesName(tokens: readonly Token[], at: number, exchanged: ReadonlySet<number | null>): boolean {
  let before = at - 1;
  if (!JOINS.has(tokens[before]?.text ?? '')) return false;
  before -= 1;
  if (COMPARES.has(tokens[before]?.text ?? '')) before -= 1;
  return exchanged.has(before);
}
