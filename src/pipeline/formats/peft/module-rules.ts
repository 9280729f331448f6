import { ReadroomError } from '../../../domain/errors/readroom-error.ts';
import { compilePattern } from './pattern-matcher.ts';

/** Whether a module, such as `model.layers.0.self_attn.q_proj`, is meant. */
export type ModuleRule = (module: string) => boolean;

/** States of all patterns of an adapter together, so that matching stays under a second. */
const MAX_TOTAL_STATES = 8192;
/** A pattern per module of the largest Llama (126 layers of 7) twice over. */
const MAX_PATTERNS = 2048;

/** PEFT's rule for a list of names: the whole path, or its last parts. */
export function namesRule(names: readonly string[]): ModuleRule {
  const set = new Set(names);
  return (module) => {
    for (let at = 0; at >= 0; at = nextPart(module, at)) if (set.has(module.slice(at))) return true;
    return false;
  };
}

function nextPart(module: string, at: number): number {
  const dot = module.indexOf('.', at);
  return dot < 0 ? -1 : dot + 1;
}

/** PEFT's rule for a string: a regular expression for the whole path. */
export function patternRule(pattern: string): ModuleRule {
  return compilePattern(pattern).matches;
}

/**
 * The value for a module in rank_pattern or alpha_pattern by PEFT's rule: the first key that, read as a regular
 * expression, matches the whole path or its last parts (`^` ties it to the start); else `fallback`.
 */
export function patternValues(
  patterns: Readonly<Record<string, number>>,
  fallback: number,
): (module: string) => number {
  const entries = Object.entries(patterns);
  if (entries.length > MAX_PATTERNS) {
    throw new ReadroomError(
      'format/over-limit',
      `${entries.length} rank or alpha patterns, at most ${MAX_PATTERNS}`,
    );
  }
  let states = 0;
  const rules = entries.map(([pattern, value]): [ModuleRule, number] => {
    if (/^[\w.]+$/.test(pattern)) return [(module) => endsWithDots(module, pattern), value];
    const matcher = compilePattern(`(.*\\.)?(${pattern})`);
    states += matcher.states;
    if (states > MAX_TOTAL_STATES)
      throw new ReadroomError('format/over-limit', 'rank or alpha patterns are too large');
    return [matcher.matches, value];
  });
  return (module) => rules.find(([rule]) => rule(module))?.[1] ?? fallback;
}

/** The common pattern, a plain path: quick, because there may be one per module. A dot stands for any character. */
function endsWithDots(module: string, pattern: string): boolean {
  const start = module.length - pattern.length;
  if (start < 0 || (start > 0 && module[start - 1] !== '.')) return false;
  for (let i = pattern.length - 1; i >= 0; i--) {
    if (pattern[i] !== '.' && pattern[i] !== module[start + i]) return false;
  }
  return true;
}
