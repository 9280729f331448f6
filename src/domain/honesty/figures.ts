import { findNumbers } from './numbers.ts';

/** A number of any kind in a text, such as a length, a date or a time; [start, end) are its offsets. */
export interface Figure {
  /** Two texts hold the same figure when they share one of these: as it is written, or what it measures. */
  readonly values: readonly string[];
  readonly start: number;
  readonly end: number;
}

/** Digits with what joins them into one date, time, ratio or decimal: 14:20, 3/4/2021, 2021-03-04, 0.5. */
const DIGITS = /\d+(?:[.,:/-]\d+)*/g;
/** The number of a list's entry, not a fact: at the start of a line or sentence, and a point or bracket behind it. */
const ENTRY_BEFORE = /(?:^|[\n.;!?])[ \t]*\(?$/;
const ENTRY_AFTER = /^[.)](?:\s|$)/;

export function findFigures(text: string): Figure[] {
  const measured = findNumbers(text).map(({ kind, value, start, end }) => ({
    ...{ name: `${kind} ${value}`, start, end },
  }));
  const digits = [...text.matchAll(DIGITS)].flatMap(({ 0: written, index: start }) => {
    const end = start + written.length;
    if (ENTRY_BEFORE.test(text.slice(0, start)) && ENTRY_AFTER.test(text.slice(end))) return [];
    const names = measured.filter((number) => number.start < end && start < number.end);
    return [{ values: [written, ...names.map(({ name }) => name)], start, end }];
  });
  // "Two nodules", "fifth rib".
  const spelled = measured
    .filter(({ start }) => !/\d/.test(text.charAt(start)))
    .map(({ name, start, end }) => ({ values: [name], start, end }));
  return [...digits, ...spelled].sort((a, b) => a.start - b.start);
}
