import { ReadroomError } from '../../../domain/errors/readroom-error.ts';
import { show } from '../failure.ts';

/** The part of Python's regular expressions that adapters use to name modules. */
export type Pattern =
  | { readonly kind: 'one'; readonly matches: (unit: number) => boolean }
  | { readonly kind: 'assert'; readonly what: 'start' | 'end' | 'word-boundary' }
  | { readonly kind: 'sequence' | 'choice'; readonly items: readonly Pattern[] }
  | { readonly kind: 'repeat'; readonly item: Pattern; readonly min: number; readonly max: number };

/** Longest real pattern: about 500 characters, of a tool that lists every name a module may have. */
const MAX_PATTERN_LENGTH = 2048;
const MAX_NESTING = 16;
/** Counted repeats are unrolled. */
const MAX_REPEAT = 64;
const NEWLINE = 0x0a;

export const isWord = (unit: number): boolean =>
  (unit >= 0x30 && unit <= 0x39) ||
  (unit >= 0x41 && unit <= 0x5a) ||
  (unit >= 0x61 && unit <= 0x7a) ||
  unit === 0x5f;
const isDigit = (unit: number): boolean => unit >= 0x30 && unit <= 0x39;
const isSpace = (unit: number): boolean => unit === 0x20 || (unit >= 0x09 && unit <= 0x0d);
const CLASSES: Readonly<Record<string, (unit: number) => boolean>> = {
  d: isDigit,
  D: (unit) => !isDigit(unit),
  w: isWord,
  W: (unit) => !isWord(unit),
  s: isSpace,
  S: (unit) => !isSpace(unit),
};

/**
 * Parses one pattern. Look-around, back references, flags and anything else beyond plain matching is refused.
 * @throws ReadroomError `format/unsupported-adapter`
 */
export function parsePattern(source: string): Pattern {
  let at = 0;
  const refuse = (why: string): ReadroomError =>
    new ReadroomError('format/unsupported-adapter', `pattern ${show(source)}: ${why}`);
  if (source.length > MAX_PATTERN_LENGTH) throw refuse('too long');

  function choice(depth: number): Pattern {
    if (depth > MAX_NESTING) throw refuse('nested too deep');
    const items = [sequence(depth)];
    while (source[at] === '|') {
      at++;
      items.push(sequence(depth));
    }
    return { kind: 'choice', items };
  }

  function sequence(depth: number): Pattern {
    const items: Pattern[] = [];
    while (at < source.length && source[at] !== '|' && source[at] !== ')') items.push(repeat(atom(depth)));
    return { kind: 'sequence', items };
  }

  function repeat(item: Pattern): Pattern {
    const [min, max] = quantifier();
    if (min === 1 && max === 1) return item;
    if (item.kind === 'assert') throw refuse('a repeated anchor');
    if (source[at] === '?') at++; // lazy: which match is found first does not matter to a whole match
    if (/[*+?{]/.test(source[at] ?? '')) throw refuse('a repeat of a repeat');
    return { kind: 'repeat', item, min, max };
  }

  function quantifier(): [min: number, max: number] {
    const sign = source[at] ?? '';
    if ('*+?{'.includes(sign) && sign !== '') at++;
    if (sign === '*') return [0, Infinity];
    if (sign === '+') return [1, Infinity];
    if (sign === '?') return [0, 1];
    if (sign !== '{') return [1, 1];
    const counted = /^(\d{1,3})(,?)(\d{0,3})\}/.exec(source.slice(at, at + 9));
    if (counted === null) throw refuse('a brace');
    const [whole, low = '', comma, high = ''] = counted;
    at += whole.length;
    const min = Number(low);
    const max = comma === '' ? min : high === '' ? Infinity : Number(high);
    if (min > MAX_REPEAT || (max !== Infinity && (max > MAX_REPEAT || max < min))) throw refuse('a count');
    return [min, max];
  }

  function atom(depth: number): Pattern {
    const sign = source[at++] ?? '';
    if (sign === '(') return group(depth);
    if (sign === '[') return { kind: 'one', matches: bracket() };
    if (sign === '.') return { kind: 'one', matches: (unit) => unit !== NEWLINE };
    if (sign === '^') return { kind: 'assert', what: 'start' };
    if (sign === '$') return { kind: 'assert', what: 'end' };
    if (sign === '\\' && source[at] === 'b') {
      at++;
      return { kind: 'assert', what: 'word-boundary' };
    }
    if (sign === '\\') return { kind: 'one', matches: escape() };
    if ('*+?{'.includes(sign)) throw refuse(`nothing to repeat with ${sign}`);
    const literal = sign.charCodeAt(0);
    return { kind: 'one', matches: (unit) => unit === literal };
  }

  function group(depth: number): Pattern {
    const opening = /^\?(?::|P<\w{1,32}>)/.exec(source.slice(at, at + 40));
    if (opening === null && source[at] === '?') throw refuse('a group that starts with (?');
    at += opening === null ? 0 : opening[0].length;
    const inner = choice(depth + 1);
    if (source[at++] !== ')') throw refuse('a group without its end');
    return inner;
  }

  function escape(): (unit: number) => boolean {
    const sign = source[at++] ?? '';
    const known = CLASSES[sign];
    if (known !== undefined) return known;
    if (sign === '' || isWord(sign.charCodeAt(0))) throw refuse(`\\${sign}`);
    const literal = sign.charCodeAt(0);
    return (unit) => unit === literal;
  }

  function bracket(): (unit: number) => boolean {
    const negated = source[at] === '^';
    if (negated) at++;
    const members: ((unit: number) => boolean)[] = [];
    while (source[at] !== ']' || members.length === 0) {
      if (at >= source.length) throw refuse('a [ without its end');
      const sign = source[at++] ?? '';
      if (sign === '\\') {
        members.push(escape());
      } else {
        const low = sign.charCodeAt(0);
        const range = source[at] === '-' && source[at + 1] !== ']';
        const high = range ? source.charCodeAt(at + 1) : low;
        if (range) at += 2;
        if (!(high >= low) || (range && high === 0x5c)) throw refuse('a range');
        members.push((unit) => unit >= low && unit <= high);
      }
    }
    at++;
    return (unit) => members.some((matches) => matches(unit)) !== negated;
  }

  const pattern = choice(0);
  if (at < source.length) throw refuse('a ) without its start');
  return pattern;
}
