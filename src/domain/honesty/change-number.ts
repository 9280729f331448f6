import lists from './numbers.json' with { type: 'json' };
import { MOST_RIBS, type ReportNumber } from './numbers.ts';

const ENDINGS: ReadonlyMap<number, string> = new Map([
  [1, 'st'],
  [2, 'nd'],
  [3, 'rd'],
]);
const STEPS = [2, -2, 3, -3, 1, -1];
const LEVELS: ReadonlyMap<string, number> = new Map(
  Object.entries(lists.levels).map(([letter, most]) => [`level-${letter}`, most]),
);

/** Another plausible value that is not `taken`: about a third more for lengths, a near one else; null if none. */
export function changedValue(number: ReportNumber, taken: ReadonlySet<number>): number | null {
  if (number.kind === 'length') {
    const step = number.value % number.scale === 0 ? number.scale : Math.max(1, number.scale / 10);
    let value = number.value + 3 * step + Math.floor(Math.floor(number.value / 4) / step) * step;
    while (taken.has(value)) value += step;
    return value;
  }
  const most = LEVELS.get(number.kind) ?? (number.kind === 'rib' ? MOST_RIBS : lists.counts.length);
  const least = number.kind === 'count' ? 2 : 1;
  const values = STEPS.map((step) => number.value + step);
  return values.find((value) => value >= least && value <= most && !taken.has(value)) ?? null;
}

/** `text` with every number of the kind and value of `old` written as `value`, in words where it was in words. */
export function replaceNumber(
  text: string,
  numbers: readonly ReportNumber[],
  old: ReportNumber,
  value: number,
): string {
  let replaced = '';
  let done = 0;
  for (const number of numbers) {
    if (number.kind !== old.kind || number.value !== old.value) continue;
    replaced += text.slice(done, number.start) + written(text.slice(number.start, number.end), number, value);
    done = number.end;
    const ending = text.slice(done, done + 2).toLowerCase();
    if (number.kind === 'rib' && lists.ordinalEndings.includes(ending)) {
      replaced += ENDINGS.get(value) ?? 'th';
      done += 2;
    }
  }
  return replaced + text.slice(done);
}

function written(before: string, number: ReportNumber, value: number): string {
  if (number.kind === 'length') {
    // A scale is 100 or 1000: as many digits can stand behind the point.
    const digits = String(number.scale).length - 1;
    const decimals = String(value % number.scale)
      .padStart(digits, '0')
      .replace(/0+$/, '');
    const whole = String(Math.floor(value / number.scale));
    return decimals === '' ? whole : `${whole}.${decimals}`;
  }
  if (/^[0-9]/.test(before)) return String(value);
  const word = (number.kind === 'rib' ? lists.ordinals : lists.counts)[value - 1] ?? String(value);
  const isCapitalised = /^[A-Z]/.test(before);
  return isCapitalised ? word.charAt(0).toUpperCase() + word.slice(1) : word;
}
