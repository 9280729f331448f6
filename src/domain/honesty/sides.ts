import { indexPhrases, matchPhrase, parsePhrase, type PhraseIndex } from './phrases.ts';
import lists from './sides.json' with { type: 'json' };
import { tokenize, type Token } from './tokens.ts';

export type Side = 'left' | 'right' | 'both';

const MIRROR: ReadonlyMap<string, string> = new Map(Object.entries(lists.mirror));
const NAMES: ReadonlyMap<string, string> = new Map(Object.entries(lists.names));
const KEPT = indexPhrases(lists.kept.map((text) => parsePhrase(text, 'text')));
const UNPAIRED = indexPhrases(lists.unpaired.map((text) => parsePhrase(text, 'text')));

const PARENTHESISED = /\(([LlRr])\)/g;
const COMPARED = /\b([LR])( ?[<>] ?)([LR])\b/g;
const MIRRORED_LETTER: Readonly<Record<string, string>> = { l: 'r', r: 'l', L: 'R', R: 'L' };

/** Positions of words in names whose side says nothing of a problem's ("left ventricle", "right lateral view"). */
export function namedPositions(tokens: readonly Token[]): Set<number> {
  return positionsOf(tokens, KEPT);
}

/** Those, and positions of words in names without a mirror image ("right middle lobe", "lingula"). */
export function unswappedPositions(tokens: readonly Token[]): Set<number> {
  return new Set([...namedPositions(tokens), ...positionsOf(tokens, UNPAIRED)]);
}

function positionsOf(tokens: readonly Token[], index: PhraseIndex): Set<number> {
  const positions = new Set<number>();
  tokens.forEach((token, at) => {
    for (const candidate of index.startingWith(token.text)) {
      const phrase = index.phrases[candidate];
      const found = phrase === undefined ? null : matchPhrase(phrase, tokens, at, 'text');
      for (const position of found ?? []) positions.add(position);
    }
  });
  return positions;
}

export function sideOf(token: Token): Side | null {
  const side = NAMES.get(token.text);
  return side === 'left' || side === 'right' || side === 'both' ? side : null;
}

export function mirror(side: Side): Side {
  return side === 'left' ? 'right' : side === 'right' ? 'left' : side;
}

/**
 * Left and right exchanged: the words in any casing, with suffixes and hyphens (left-sided, rightward), LLL/RLL and
 * LUL/RUL, (L)/(R), L>R. Some names keep theirs (`unswappedPositions`). Twice gives `text` again.
 */
export function swapSides(text: string): string {
  const tokens = tokenize(text);
  const kept = unswappedPositions(tokens);
  const changes: { start: number; end: number; by: string }[] = [];
  tokens.forEach(({ text: word, start, end }, position) => {
    const mirrored = MIRROR.get(word);
    if (mirrored !== undefined && !kept.has(position)) {
      changes.push({ start, end, by: casedLike(text.slice(start, end), mirrored) });
    }
  });
  const letter = (start: number): void => {
    const by = MIRRORED_LETTER[text.charAt(start)];
    if (by !== undefined) changes.push({ start, end: start + 1, by });
  };
  for (const found of text.matchAll(PARENTHESISED)) letter(found.index + 1);
  for (const found of text.matchAll(COMPARED)) {
    letter(found.index);
    letter(found.index + found[0].length - 1);
  }
  let swapped = '';
  let done = 0;
  for (const { start, end, by } of changes.sort((a, b) => a.start - b.start)) {
    swapped += text.slice(done, start) + by;
    done = end;
  }
  return swapped + text.slice(done);
}

function casedLike(word: string, replacement: string): string {
  if (word === word.toLowerCase()) return replacement;
  if (word === word.toUpperCase()) return replacement.toUpperCase();
  const isCapitalised = word.charAt(0) === word.charAt(0).toUpperCase();
  return isCapitalised ? replacement.charAt(0).toUpperCase() + replacement.slice(1) : replacement;
}
