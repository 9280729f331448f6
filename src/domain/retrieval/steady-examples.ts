import type { ChosenExample, ExampleHistory, ExampleQuery } from './example-history.ts';

/** Examples stay as long as they are among this many times as many of the best. */
const PATIENCE = 2;

/** Chooses examples for findings that grow while a person types. */
export type SteadyChoice = (
  query: ExampleQuery & { readonly id: string },
  limit: number,
) => readonly ChosenExample[];

/**
 * The same examples as before for the report of the same id, while they are still good, else the best ones.
 * The examples stand before the findings in the prompt: each change of theirs makes the engine read all of it anew,
 * where otherwise only the new words are read.
 */
export function createSteadyChoice(history: Pick<ExampleHistory, 'choose'>): SteadyChoice {
  let before: { readonly id: string; readonly examples: readonly ChosenExample[] } | null = null;
  return (query, limit) => {
    const found = history.choose(query, PATIENCE * limit);
    const best = found.slice(-limit);
    const kept = before?.id === query.id ? before.examples : [];
    const still = kept.every((old) => found.some((example) => isSame(example, old)));
    const examples = still && kept.length === best.length ? kept : best;
    before = { id: query.id, examples };
    return examples;
  };
}

const isSame = (a: ChosenExample, b: ChosenExample): boolean =>
  a.id === b.id && a.findings === b.findings && a.impression === b.impression;
