import { describe, expect, it } from 'vitest';
import { exampleCases, judgeExamples, shownDrafts } from './example-honesty.ts';
import type { Prediction } from './predictions-file.ts';

const FAR = { findings: 'Left effusion of 3 cm.', impression: '3 cm left effusion.' };
const NEAR = { findings: '8 mm right nodule.', impression: '8 mm right nodule, told to Dr Meyer.' };
const ITEMS = [
  { id: 'a', findings: '6 mm right nodule.', examples: [FAR, NEAR] },
  { id: 'b', findings: 'Right nodule.', examples: [NEAR] },
  { id: 'c', findings: 'Clear lungs.', examples: [] },
];

function predictions(...drafts: readonly [draft: string, used: number][]): Prediction[] {
  return drafts.map(([prediction, examples], index) => ({
    ...{ id: ITEMS[index]?.id ?? '', inputSha256: '', prediction, finish: 'stop', model: 'm', engine: 'cpu' },
    ...{ manifestSha256: '0', threads: 1, examples, exchanged: false, promptTokens: 1, reusedTokens: 0 },
    ...{ verifiedTokens: 0, decodedTokens: 1, timeToFirstTokenMs: 1, decodeMs: 1, totalMs: 1 },
  }));
}

describe('honesty towards the examples in the prompt', () => {
  const shown = shownDrafts(
    ITEMS,
    predictions(['6 mm right nodule.', 1], ['8 mm right nodule, told to Dr Meyer.', 1], ['Normal.', 0]),
  );
  const cases = exampleCases(shown);

  it('looks only at drafts with examples, and only at those that found room', () => {
    expect(shown.map(({ id, examples }) => [id, examples])).toEqual([
      ['a', [NEAR]],
      ['b', [NEAR]],
    ]);
  });

  it('drafts the same findings beside examples with other sides and other numbers', () => {
    expect(cases.map(({ item }) => [item.id, item.findings, item.examples[0]?.findings])).toEqual([
      ['a#example-sides', '6 mm right nodule.', '8 mm left nodule.'],
      ['a#example-numbers', '6 mm right nodule.', '13 mm right nodule.'],
      ['b#example-sides', 'Right nodule.', '8 mm left nodule.'],
      ['b#example-numbers', 'Right nodule.', '13 mm right nodule.'],
    ]);
  });

  it('counts drafts that hold what only an example does, and those that follow a changed example', () => {
    const changed = new Map([
      ['a#example-sides', '6 mm left nodule.'],
      ['a#example-numbers', '6 mm right nodule.'],
      ['b#example-numbers', '13 mm right nodule.'],
    ]);
    expect(judgeExamples(shown, cases, changed)).toMatchObject({
      copied: { count: 1, of: 2 },
      exampleSides: { count: 1, of: 1 },
      exampleNumbers: { count: 1, of: 2 },
    });
  });

  it('gives no rate where no draft was shown any', () => {
    expect(judgeExamples([], [], new Map())).toEqual({
      copied: null,
      exampleSides: null,
      exampleNumbers: null,
    });
  });
});
