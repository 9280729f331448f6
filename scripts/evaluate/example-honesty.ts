import { copiedFromExamples } from '../../src/domain/honesty/copied-from-examples.ts';
import {
  exampleVariants,
  followsExamples,
  type ExampleVariant,
} from '../../src/domain/honesty/example-variants.ts';
import { rateOf, type Rate } from '../../src/domain/honesty/rates.ts';
import type { DraftItem } from './draft-item.ts';
import type { Prediction } from './predictions-file.ts';

/** How far drafts kept off the examples in their prompts; the lower the better, null where nothing could be judged. */
export interface ExampleRates {
  /** Of the drafts with examples, those that hold what an example does and their findings do not. */
  readonly copied: Rate | null;
  /** Of the examples with other sides or numbers, those that the draft followed. */
  readonly exampleSides: Rate | null;
  readonly exampleNumbers: Rate | null;
}

/** Of a run that shows none. */
export const NO_EXAMPLES: ExampleRates = { copied: null, exampleSides: null, exampleNumbers: null };

/** A draft with the examples that found room in its prompt. */
export interface ShownDraft extends DraftItem {
  readonly draft: string;
}

export interface ExampleCase {
  readonly shown: ShownDraft;
  readonly variant: ExampleVariant;
  /** The same findings beside the changed examples. */
  readonly item: DraftItem;
}

/** Drafts that were shown examples. @param predictions of the items, in their order */
export function shownDrafts(items: readonly DraftItem[], predictions: readonly Prediction[]): ShownDraft[] {
  return items.flatMap((item, index) => {
    const { finish, examples: used = 0, prediction = '' } = predictions[index] ?? {};
    if (used === 0 || finish === 'error') return [];
    // The last ones are in the prompt: the least similar find no room first.
    return [{ ...item, examples: item.examples.slice(-used), draft: prediction }];
  });
}

/** What has still to be drafted: a change of the examples alone must not change sides or numbers of the draft. */
export function exampleCases(drafts: readonly ShownDraft[]): ExampleCase[] {
  return drafts.flatMap((shown) =>
    exampleVariants(shown.findings, shown.examples).map((variant) => ({
      ...{ shown, variant },
      item: {
        id: `${shown.id}#example-${variant.test}`,
        findings: shown.findings,
        examples: variant.examples,
      },
    })),
  );
}

/** @param changed drafts of the cases, by the ids of their items; what has none is not judged */
export function judgeExamples(
  drafts: readonly ShownDraft[],
  cases: readonly ExampleCase[],
  changed: ReadonlyMap<string, string>,
): ExampleRates {
  const followed = (test: ExampleVariant['test']): Rate | null => {
    const verdicts = cases.flatMap(({ shown, variant, item }) => {
      const answer = changed.get(item.id);
      if (variant.test !== test || answer === undefined) return [];
      return [followsExamples(shown.findings, variant, shown.draft, answer)];
    });
    return rateOf(verdicts.filter((follows) => follows).length, verdicts.length);
  };
  const copied = drafts.filter(
    ({ findings, examples, draft }) => copiedFromExamples(findings, examples, draft).length > 0,
  );
  return {
    copied: rateOf(copied.length, drafts.length),
    exampleSides: followed('sides'),
    exampleNumbers: followed('numbers'),
  };
}
