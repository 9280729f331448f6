import lists from './numbers.json' with { type: 'json' };
import { sentences, type Token } from './tokens.ts';

/** A number that a draft must repeat as it is: a length, vertebral level, rib or count of problems. */
export interface ReportNumber {
  /** length, rib, count, or level-c, level-t, level-l. */
  readonly kind: string;
  /** Lengths in 1/100 mm. */
  readonly value: number;
  /** Of the number alone, without its unit. */
  readonly start: number;
  readonly end: number;
  /** How many 1/100 mm its written unit is; 0 when it is no length. */
  readonly scale: number;
}

/** "5th, 6th and 7th left ribs": the word "ribs" may stand so many tokens after the ordinal. */
const RIB_WITHIN = 10;
/** "two small calcified nodules". */
const COUNTED_WITHIN = 4;
/** "3 x 4 x 5 cm". */
const UNIT_WITHIN = 5;

const MILLIMETRES: ReadonlyMap<string, number> = new Map(Object.entries(lists.millimetres));
const LEVELS: ReadonlyMap<string, number> = new Map(Object.entries(lists.levels));
const COUNTED = new Set(lists.counted);
const ORDINAL_ENDINGS = new Set(lists.ordinalEndings);
const BETWEEN_LENGTHS = new Set(['x', 'by', 'to']);

export const MOST_RIBS = 12;

export function findNumbers(text: string): ReportNumber[] {
  return sentences(text).flatMap((sentence) =>
    sentence.flatMap((token, at) => {
      const number =
        readLength(sentence, token, at) ??
        readLevel(sentence, token, at) ??
        readRib(sentence, token, at) ??
        readCount(sentence, token, at);
      return number === null ? [] : [{ start: token.start, end: token.end, ...number }];
    }),
  );
}

type Value = Pick<ReportNumber, 'kind' | 'value' | 'scale'>;

/** 3 mm; both numbers of 3 x 4 cm, 3-4 cm, 3 to 4 cm. */
function readLength(sentence: readonly Token[], token: Token, at: number): Value | null {
  if (token.kind !== 'number') return null;
  for (const ahead of sentence.slice(at + 1, at + 1 + UNIT_WITHIN)) {
    const unit = MILLIMETRES.get(ahead.text);
    if (unit !== undefined) {
      const scale = unit * 100;
      return { kind: 'length', value: Math.floor(Number(token.text) * scale + 0.5), scale };
    }
    if (ahead.kind !== 'number' && !BETWEEN_LENGTHS.has(ahead.text)) return null;
  }
  return null;
}

/** The number of T8; a dash may stand between. */
function readLevel(sentence: readonly Token[], token: Token, at: number): Value | null {
  const letter = sentence[at - 1];
  const value = wholeNumber(token);
  if (letter === undefined || value === null || token.start - letter.end > 1) return null;
  const most = LEVELS.get(letter.text) ?? 0;
  return value >= 1 && value <= most ? { kind: `level-${letter.text}`, value, scale: 0 } : null;
}

/** The 5 of "5th rib" and "rib 5", the word "fifth" of "fifth rib". */
function readRib(sentence: readonly Token[], token: Token, at: number): Value | null {
  const whole = wholeNumber(token);
  const digits = whole !== null && whole >= 1 && whole <= MOST_RIBS ? whole : null;
  if (digits !== null && sentence[at - 1]?.stem === 'rib') return { kind: 'rib', value: digits, scale: 0 };
  const ahead = sentence.slice(at + 1, at + 1 + RIB_WITHIN);
  if (!ahead.some((later) => later.stem === 'rib')) return null;
  if (digits !== null && ORDINAL_ENDINGS.has(ahead[0]?.text ?? '')) {
    return { kind: 'rib', value: digits, scale: 0 };
  }
  const spelled = lists.ordinals.indexOf(token.text);
  return spelled >= 0 ? { kind: 'rib', value: spelled + 1, scale: 0 } : null;
}

function readCount(sentence: readonly Token[], token: Token, at: number): Value | null {
  const spelled = lists.counts.indexOf(token.text);
  const value = spelled >= 0 ? spelled + 1 : wholeNumber(token);
  if (value === null || value < 2 || value > lists.counts.length) return null;
  for (const later of sentence.slice(at + 1, at + 1 + COUNTED_WITHIN)) {
    if (later.kind !== 'word' || ORDINAL_ENDINGS.has(later.text)) return null;
    if (COUNTED.has(later.stem)) return { kind: 'count', value, scale: 0 };
  }
  return null;
}

/** Report numbers of this kind have one or two digits; longer ones are record numbers or years. */
function wholeNumber(token: Token): number | null {
  return /^[0-9]{1,2}$/.test(token.text) ? Number(token.text) : null;
}
