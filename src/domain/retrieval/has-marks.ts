/**
 * What stands in the place of words that were taken out of reports: `XXXX` in Open-i (lower-case in some copies),
 * `___` in MIMIC-CXR, `[**…**]` in MIMIC-III. Python's `readroom_training/data/deidentified.py` knows the same ones.
 */
const MARKS = /x{4}|_{3}|\[\*\*/i;

/** Does the text hold marks of de-identification? A model must never learn to print one. */
export function hasMarks(text: string): boolean {
  return MARKS.test(text);
}
