import { indexPhrases, matchPhrase, parsePhrase, type PhraseIndex } from './phrases.ts';
import lists from './sides.json' with { type: 'json' };
import { tokenize, type Token } from './tokens.ts';

export type Side = 'left' | 'right' | 'both';

const PAIRS = lists.pairs.flatMap(([left, right]) =>
  left === undefined || right === undefined ? [] : [{ left, right }],
);
const MIRROR: ReadonlyMap<string, string> = new Map(
  PAIRS.flatMap(({ left, right }): [string, string][] => [
    [left, right],
    [right, left],
  ]),
);
const RIGHT: ReadonlySet<string> = new Set(PAIRS.map(({ right }) => right));
const NAMES: ReadonlyMap<string, string> = new Map(Object.entries(lists.names));
const KEPT = indexPhrases(lists.kept.map((text) => parsePhrase(text, 'text')));
const UNPAIRED = indexPhrases(lists.unpaired.map((text) => parsePhrase(text, 'text')));
const MISNAMED = indexPhrases(lists.misnamed.map((text) => parsePhrase(text, 'text')));
/** `tokenize` joins a word after it to it. */
const NON = 'non';

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

/** A word or letter of a text that `swapSides` exchanges; [start, end) are its offsets. */
export interface SideWord {
  readonly start: number;
  readonly end: number;
  /** What is written in its place. */
  readonly by: string;
  readonly side: 'left' | 'right';
  /** Its place among the tokens; null for a letter. */
  readonly position: number | null;
}

/** Everything in a text that has a mirror image, in order. */
export function sideWords(text: string, tokens: readonly Token[] = allTokens(text)): SideWord[] {
  const kept = new Set([...unswappedPositions(tokens), ...positionsOf(tokens, MISNAMED)]);
  const words: SideWord[] = [];
  tokens.forEach((token, position) => {
    const word = token.text.startsWith(NON) ? token.text.slice(NON.length) : token.text;
    const mirrored = MIRROR.get(word);
    if (mirrored === undefined || kept.has(position)) return;
    const { end } = token;
    const start = end - word.length;
    const by = casedLike(text.slice(start, end), mirrored);
    words.push({ start, end, by, side: RIGHT.has(word) ? 'right' : 'left', position });
  });
  const letter = (start: number): void => {
    const from = text.charAt(start);
    const by = MIRRORED_LETTER[from];
    if (by === undefined) return;
    const side = from.toLowerCase() === 'r' ? 'right' : 'left';
    words.push({ start, end: start + 1, by, side, position: null });
  };
  for (const found of text.matchAll(PARENTHESISED)) letter(found.index + 1);
  for (const found of text.matchAll(COMPARED)) {
    letter(found.index);
    letter(found.index + found[0].length - 1);
  }
  return words.sort((a, b) => a.start - b.start);
}

/** Of a text of any length: sides of which only some are exchanged would be worse than none. */
export function allTokens(text: string): Token[] {
  return tokenize(text, Number.POSITIVE_INFINITY);
}

/** Positions of names that tell a side and have no mirror image, and of what they would be mirrored into. */
export function unpairedPositions(tokens: readonly Token[]): Set<number> {
  return new Set([...positionsOf(tokens, UNPAIRED), ...positionsOf(tokens, MISNAMED)]);
}

/** Whether exchanging knows the word, wherever it stands. */
export function hasMirror(word: string): boolean {
  return MIRROR.has(word);
}

/** Where a name begins that would keep its side if the text went on with the rest of it; null where none does. */
export function openNameStart(tokens: readonly Token[]): number | null {
  const indexes = [KEPT, UNPAIRED, MISNAMED];
  const longest = Math.max(...indexes.flatMap(({ phrases }) => phrases.map(({ words }) => words)));
  for (let at = Math.max(0, tokens.length - longest); at < tokens.length; at++) {
    const rest = tokens.slice(at).map(({ text }) => text);
    const isOpen = indexes.some((index) =>
      index.startingWith(rest[0] ?? '').some((phrase) => {
        const parts = index.phrases[phrase]?.parts ?? [];
        return rest.length < parts.length && rest.every((word, part) => parts[part]?.has(word) === true);
      }),
    );
    if (isOpen) return tokens[at]?.start ?? null;
  }
  return null;
}

/**
 * Left and right exchanged: the words in any casing, with suffixes and hyphens (left-sided, rightward), LLL/RLL and
 * LUL/RUL, (L)/(R), L>R. Some names keep theirs (`unswappedPositions`). Twice gives `text` again, but for the casing of
 * a word such as "righT": left has fewer letters, so no rule could bring every casing back.
 */
export function swapSides(text: string): string {
  return replaceSides(text, sideWords(text));
}

/** `text` with these of its side words exchanged. */
export function replaceSides(text: string, words: readonly SideWord[]): string {
  let swapped = '';
  let done = 0;
  for (const { start, end, by } of words) {
    swapped += text.slice(done, start) + by;
    done = end;
  }
  return swapped + text.slice(done);
}

/** Letter by letter the case of `word`; letters beyond its length have that of its last. */
function casedLike(word: string, replacement: string): string {
  return Array.from(replacement, (letter, at) => {
    const like = word.charAt(Math.min(at, word.length - 1));
    return like === like.toLowerCase() ? letter : letter.toUpperCase();
  }).join('');
}
