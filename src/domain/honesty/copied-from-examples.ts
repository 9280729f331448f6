import type { Example } from '../prompt/prompt-parts.ts';
import { checkDraft } from './check-draft.ts';
import { supports } from './lexicon.ts';
import { findMentions, type Mention } from './mentions.ts';
import { findNames } from './names.ts';
import { findFigures } from './figures.ts';
import { sideOf, sideWords, type Side } from './sides.ts';
import { tokenize } from './tokens.ts';
import { claimed } from './variants.ts';

/** `name`: a capitalised word inside a sentence, such as a person's or a device's. */
type CopiedKind = 'number' | 'problem' | 'side' | 'name';

/** Words of a draft that an example holds and the findings do not; [start, end) are offsets in the draft. */
export interface Copied {
  readonly kind: CopiedKind;
  readonly start: number;
  readonly end: number;
  /** The nearest example that holds it. */
  readonly example: number;
}

/**
 * What a draft seems to have taken from the examples in its prompt, which are reports of other patients: numbers of
 * any kind (dates and times too), problems and sides that the findings do not carry, and capitalised words. Problems
 * that a draft denies are not among them: most impressions deny what their findings do not mention. In order of place.
 * @param examples as in the prompt, the most similar last
 */
export function copiedFromExamples(findings: string, examples: readonly Example[], draft: string): Copied[] {
  if (examples.length === 0) return [];
  const facts = examples.map(factsOf);
  const copied: Copied[] = [];
  const add = (
    kind: CopiedKind,
    { start, end }: { readonly start: number; readonly end: number },
    isIn: (facts: Facts) => boolean,
  ): void => {
    const example = facts.findLastIndex(isIn);
    if (example >= 0) copied.push({ kind, start, end, example });
  };

  const own = factsOf({ findings, impression: '' });
  for (const figure of findFigures(draft)) {
    if (figure.values.some((value) => own.figures.has(value))) continue;
    add('number', figure, (other) => figure.values.some((value) => other.figures.has(value)));
  }
  for (const { kind, concept, side, start, end } of checkDraft(findings, draft)) {
    const span = { start, end };
    if (kind === 'unsupported' || kind === 'speculative')
      add('problem', span, (other) => supports(other.concepts, concept));
    // A side that the findings never name is told below, as the word that it is.
    if (kind === 'side' && side !== null && own.sides.has(side))
      add('side', span, (other) =>
        other.claims.some((claim) => claim.side === side && supports([claim.concept], concept)),
      );
  }
  for (const word of sideWords(draft)) {
    const isCarried = own.sides.has(word.side) || own.sides.has('both');
    if (!isCarried) add('side', word, ({ sides }) => sides.has(word.side));
  }
  for (const name of findNames(draft)) {
    // Short forms of problems, such as COPD, are told as problems.
    if (!own.words.has(name.word) && findMentions(name.text).length === 0)
      add('name', name, ({ words }) => words.has(name.word));
  }
  return copied.sort((a, b) => a.start - b.start);
}

interface Facts {
  readonly figures: ReadonlySet<string>;
  readonly claims: readonly Mention[];
  readonly concepts: readonly string[];
  readonly sides: ReadonlySet<Side>;
  /** Lower case. */
  readonly words: ReadonlySet<string>;
}

function factsOf({ findings, impression }: Example): Facts {
  const text = `${findings}\n\n${impression}`;
  const claims = claimed(findMentions(text));
  const tokens = tokenize(text);
  return {
    figures: new Set(findFigures(text).flatMap(({ values }) => values)),
    claims,
    concepts: claims.map(({ concept }) => concept),
    sides: new Set([
      ...tokens.map(sideOf).filter((side) => side !== null),
      ...sideWords(text).map(({ side }) => side),
    ]),
    words: new Set(tokens.map((token) => token.text)),
  };
}
