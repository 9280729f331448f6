import { hasMirror } from './sides.ts';

/** A capitalised word that does not begin its sentence; [start, end) are its offsets. */
export interface Name {
  readonly text: string;
  /** Lower case. */
  readonly word: string;
  readonly start: number;
  readonly end: number;
}

const CAPITALISED = /\b[A-Z][A-Za-z]*/g;
/** Where a sentence begins, after the number of a list too. */
const BEGINNING = /(?:^|[.;:!?\n])[\s"'(]*(?:\d{1,2}[.)]\s*)?$/;
/** Titles end with a point, and no sentence. */
const AFTER_TITLE = /\b(?:Dr|Drs|Mr|Mrs|Ms|Prof)\.\s*$/;
/** Of de-identification. */
const MARK = /^X{2,}$/;

/** None in a text without small letters: there every word is capitalised. */
export function findNames(text: string): Name[] {
  if (!/[a-z]/.test(text)) return [];
  return [...text.matchAll(CAPITALISED)].flatMap(({ 0: written, index: start }) => {
    const before = text.slice(0, start);
    const word = written.toLowerCase();
    const begins = BEGINNING.test(before) && !AFTER_TITLE.test(before);
    if (begins || MARK.test(written) || hasMirror(word)) return [];
    return [{ text: written, word, start, end: start + written.length }];
  });
}
