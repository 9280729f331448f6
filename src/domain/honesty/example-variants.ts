import type { Example } from '../prompt/prompt-parts.ts';
import { changedValue, replaceNumber } from './change-number.ts';
import { copiedFromExamples } from './copied-from-examples.ts';
import { findNumbers } from './numbers.ts';
import { swapSides } from './sides.ts';

/** The same findings with examples in which sides were exchanged or numbers replaced: the draft must not follow. */
export interface ExampleVariant {
  readonly test: 'sides' | 'numbers';
  readonly examples: readonly Example[];
}

/** Those that change something in an impression, which is what a model copies from. */
export function exampleVariants(findings: string, examples: readonly Example[]): ExampleVariant[] {
  const variants: readonly ExampleVariant[] = [
    { test: 'sides', examples: examples.map((example) => inBoth(example, swapSides)) },
    { test: 'numbers', examples: examples.map((example) => renumbered(example, findings)) },
  ];
  return variants.filter((variant) =>
    variant.examples.some(({ impression }, index) => impression !== examples[index]?.impression),
  );
}

/**
 * Did the draft follow what was changed? It did when it holds a side or number of the changed examples that its
 * findings do not carry, and that the draft beside the examples as they were does not hold.
 */
export function followsExamples(
  findings: string,
  { test, examples }: ExampleVariant,
  draft: string,
  changed: string,
): boolean {
  const kind = test === 'sides' ? 'side' : 'number';
  const copiedIn = (text: string): string[] =>
    copiedFromExamples(findings, examples, text)
      .filter((copied) => copied.kind === kind)
      .map(({ start, end }) => text.slice(start, end).toLowerCase());
  const before = new Set(copiedIn(draft));
  return copiedIn(changed).some((words) => !before.has(words));
}

function inBoth({ findings, impression }: Example, change: (text: string) => string): Example {
  return { findings: change(findings), impression: change(impression) };
}

/** Every number of the impression replaced, in the example's findings too, by one that `findings` do not hold. */
function renumbered(example: Example, findings: string): Example {
  let changed = example;
  const seen = new Set<string>();
  for (const number of findNumbers(example.impression)) {
    const name = `${number.kind} ${number.value}`;
    if (seen.has(name)) continue;
    seen.add(name);
    const others = [findings, changed.findings, changed.impression].flatMap(findNumbers);
    const taken = new Set(others.filter(({ kind }) => kind === number.kind).map(({ value }) => value));
    const after = changedValue(number, taken);
    if (after !== null)
      changed = inBoth(changed, (text) => replaceNumber(text, findNumbers(text), number, after));
  }
  return changed;
}
