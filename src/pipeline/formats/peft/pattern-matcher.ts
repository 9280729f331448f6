import { ReadroomError } from '../../../domain/errors/readroom-error.ts';
import { isWord, parsePattern, type Pattern } from './pattern-syntax.ts';

/*
 * An adapter's config is untrusted and may hold regular expressions, and JavaScript's own engine can take
 * exponential time (CWE-1333). So patterns run here as Thompson's automaton: every step looks at each state once,
 * and the time is bounded by states × characters.
 */

type State =
  | { readonly kind: 'one'; readonly matches: (unit: number) => boolean; readonly next: number }
  | { readonly kind: 'assert'; readonly what: 'start' | 'end' | 'word-boundary'; readonly next: number }
  | { readonly kind: 'split'; readonly next: readonly number[] }
  | { readonly kind: 'end' };

/** Keeps 3,584 modules × 64 characters × states of one pattern well under a second. */
const MAX_STATES = 1024;

export interface Matcher {
  /** Whether the pattern matches the whole text, as Python's re.fullmatch. */
  readonly matches: (text: string) => boolean;
  readonly states: number;
}

/** @throws ReadroomError `format/unsupported-adapter` */
export function compilePattern(source: string): Matcher {
  const states: State[] = [{ kind: 'end' }];
  const start = emit(parsePattern(source), 0, states);
  return { states: states.length, matches: (text) => run(states, start, text) };
}

function add(states: State[], state: State): number {
  if (states.length >= MAX_STATES)
    throw new ReadroomError('format/unsupported-adapter', 'a pattern is too large');
  return states.push(state) - 1;
}

/** Adds the states of `pattern` that go on to `next`; returns the first. */
function emit(pattern: Pattern, next: number, states: State[]): number {
  switch (pattern.kind) {
    case 'one':
      return add(states, { kind: 'one', matches: pattern.matches, next });
    case 'assert':
      return add(states, { kind: 'assert', what: pattern.what, next });
    case 'sequence':
      return pattern.items.reduceRight((after, item) => emit(item, after, states), next);
    case 'choice':
      return add(states, { kind: 'split', next: pattern.items.map((item) => emit(item, next, states)) });
    case 'repeat':
      return emitRepeat(pattern.item, pattern.min, pattern.max, next, states);
  }
}

function emitRepeat(item: Pattern, min: number, max: number, next: number, states: State[]): number {
  let first = next;
  if (max === Infinity) {
    const ways: number[] = [next];
    first = add(states, { kind: 'split', next: ways });
    ways.push(emit(item, first, states));
  } else {
    for (let i = min; i < max; i++) {
      first = add(states, { kind: 'split', next: [next, emit(item, first, states)] });
    }
  }
  for (let i = 0; i < min; i++) first = emit(item, first, states);
  return first;
}

function run(states: readonly State[], start: number, text: string): boolean {
  let current = reach(states, [start], text, 0);
  for (let at = 0; at < text.length && current.size > 0; at++) {
    const unit = text.charCodeAt(at);
    const after: number[] = [];
    for (const index of current) {
      const state = states[index];
      if (state?.kind === 'one' && state.matches(unit)) after.push(state.next);
    }
    current = reach(states, after, text, at + 1);
  }
  return current.has(0);
}

/** All states that can be reached without reading a character. */
function reach(states: readonly State[], from: readonly number[], text: string, at: number): Set<number> {
  const reached = new Set(from);
  for (const index of reached) {
    const state = states[index];
    if (state?.kind === 'split') for (const next of state.next) reached.add(next);
    else if (state?.kind === 'assert' && holds(state.what, text, at)) reached.add(state.next);
  }
  return reached;
}

function holds(what: 'start' | 'end' | 'word-boundary', text: string, at: number): boolean {
  if (what === 'start') return at === 0;
  if (what === 'end') return at === text.length;
  const before = at > 0 && isWord(text.charCodeAt(at - 1));
  const after = at < text.length && isWord(text.charCodeAt(at));
  return before !== after;
}
