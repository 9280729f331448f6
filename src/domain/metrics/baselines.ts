/** What a system that reads nothing would print: the commonest impression of the Open-i reports. */
export const CONSTANT_ANSWER = 'no acute cardiopulmonary abnormality';

const NORMAL_BEGINNING =
  /^(?:\d+\s*[.):]?\s*)?(?:no (?:acute|active|evidence of (?:acute|active))|negative|normal|unremarkable|stable|clear)\b/;
const NORMAL_ANYWHERE = /\bno (?:acute|active)\b/;

/**
 * Abnormal: the impression neither begins (after a number) with a word of normality or "no acute", nor
 * contains "no acute" or "no active". Coarse on purpose; it picks out the reports where drafting is hard.
 */
export function isAbnormal(impression: string): boolean {
  const text = impression.trim().toLowerCase();
  return !NORMAL_BEGINNING.test(text) && !NORMAL_ANYWHERE.test(text);
}
