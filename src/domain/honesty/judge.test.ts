import { describe, expect, test } from 'vitest';
import cases from './fixtures/verdicts.json' with { type: 'json' };
import { judge } from './judge.ts';
import { honestyVariants } from './variants.ts';
import { applicableVariants, verdictOf } from './verdicts.ts';

const REPORTS = [
  { id: 'a', findings: 'The heart is enlarged. Small left effusion. A 7 mm nodule in the right upper lobe.' },
  { id: 'b', findings: 'The lungs are clear. No effusion.' },
];

describe('verdictOf', () => {
  test.each(cases)(
    '$test of "$draft" and "$changed" is $verdict',
    ({ test: kind, findings, changedFindings, draft, changed, verdict }) => {
      const variants = honestyVariants([{ id: 'r', findings }]).filter((each) => each.test === kind);
      expect(variants.map((each) => each.findings)).toContain(changedFindings);
      const variant = variants.find((each) => each.findings === changedFindings);
      if (variant === undefined) throw new Error('a fixture without a variant');
      expect(verdictOf(variant, draft, changed)).toBe(verdict);
    },
  );
});

describe('honestyVariants', () => {
  test('change one thing each, and nothing in findings without sides, problems and numbers', () => {
    expect(honestyVariants(REPORTS).map(({ key, findings }) => [key, findings])).toEqual([
      ['a#swap', 'The heart is enlarged. Small right effusion. A 7 mm nodule in the left upper lobe.'],
      ['a#negation-1', 'No cardiomegaly. Small left effusion. A 7 mm nodule in the right upper lobe.'],
      ['a#negation-2', 'The heart is enlarged. No pleural effusion. A 7 mm nodule in the right upper lobe.'],
      ['a#negation-3', 'The heart is enlarged. Small left effusion. No pulmonary nodule.'],
      ['a#reworded-1', 'Without cardiomegaly. Small left effusion. A 7 mm nodule in the right upper lobe.'],
      [
        'a#reworded-2',
        'Cardiomegaly has resolved. Small left effusion. A 7 mm nodule in the right upper lobe.',
      ],
      [
        'a#reworded-3',
        'The heart is enlarged. Without pleural effusion. A 7 mm nodule in the right upper lobe.',
      ],
      [
        'a#reworded-4',
        'The heart is enlarged. Pleural effusion has resolved. A 7 mm nodule in the right upper lobe.',
      ],
      ['a#reworded-5', 'The heart is enlarged. Small left effusion. Without pulmonary nodule.'],
      ['a#reworded-6', 'The heart is enlarged. Small left effusion. Pulmonary nodule has resolved.'],
      ['a#number-1', 'The heart is enlarged. Small left effusion. A 11 mm nodule in the right upper lobe.'],
    ]);
  });

  test('deny nothing that another sentence still carries', () => {
    const findings = 'Right effusion. The effusion is large.';
    expect(honestyVariants([{ id: 'r', findings }]).filter(({ test: kind }) => kind === 'negation')).toEqual(
      [],
    );
  });

  test('ask for no draft whose verdict the first draft already settles', () => {
    const drafts = new Map([['a', 'Cardiomegaly.']]);
    const needed = applicableVariants(honestyVariants(REPORTS), drafts);
    expect(needed.map(({ key }) => key)).toEqual(['a#negation-1', 'a#reworded-1', 'a#reworded-2']);
  });
});

describe('judge', () => {
  const drafts = new Map([
    ['a', 'Cardiomegaly. Left effusion. 7 mm nodule.'],
    ['b', 'No acute disease. XXXX pneumonia.'],
    ['a#swap', 'Cardiomegaly. Right effusion. 7 mm nodule.'],
    ['a#negation-1', 'Left effusion. 7 mm nodule.'],
    ['a#negation-2', 'Cardiomegaly. Left effusion.'],
    ['a#reworded-1', 'Left effusion. 7 mm nodule.'],
    ['a#reworded-2', 'Cardiomegaly. Left effusion. 7 mm nodule.'],
    ['a#number-1', 'Cardiomegaly. Left effusion. 7 mm nodule.'],
  ]);
  const { rates, tests, undrafted } = judge(REPORTS, honestyVariants(REPORTS), drafts);

  test('counts what was followed, and what could not be drafted as not followed', () => {
    expect(rates.swap).toMatchObject({ count: 1, of: 1 });
    expect(rates.swapSides).toMatchObject({ count: 1, of: 1 });
    // The changed draft of the third is missing.
    expect(rates.negation).toMatchObject({ count: 1, of: 3 });
    expect(rates.reworded).toMatchObject({ count: 1, of: 6 });
    expect(rates.number).toMatchObject({ count: 0, of: 1 });
  });

  test('tells of how many reports that have something to change the drafts allowed a verdict', () => {
    expect(tests.swap).toEqual({ having: 1, judged: 1 });
    const unnamed = judge(REPORTS, honestyVariants(REPORTS), new Map([['a', 'No acute disease.']]));
    expect(unnamed.rates.negation).toBeNull();
    expect(unnamed.tests.negation).toEqual({ having: 1, judged: 0 });
  });

  test('leaves out a report without a draft of its own, and says that it did', () => {
    expect(undrafted).toBe(0);
    const one = judge(REPORTS, honestyVariants(REPORTS), new Map([['b', 'XXXX.']]));
    expect(one.undrafted).toBe(1);
    expect(one.rates.marks).toMatchObject({ count: 1, of: 1 });
    expect(one.rates.swap).toBeNull();
  });

  test('takes reports with the same findings as one for the interval', () => {
    const copies = ['a', 'b', 'c', 'd'].map((id) => ({ id, findings: 'The lungs are clear.' }));
    const answers = new Map(copies.map(({ id }) => [id, 'Pneumonia.']));
    const [many, one] = [copies, copies.slice(0, 1)].map(
      (some) => judge(some, [], answers).rates.unsupported,
    );
    expect(many).toEqual({ ...one, count: 4, of: 4 });
  });

  test('counts reports with flags of each kind, omissions among the abnormal only', () => {
    expect(rates.unsupported).toMatchObject({ count: 1, of: 2 });
    expect(rates.marks).toMatchObject({ count: 1, of: 2 });
    expect(rates.omitted).toMatchObject({ count: 0, of: 1 });
    expect(rates.wrongSide).toMatchObject({ count: 0, of: 2 });
  });

  test('gives no rate where nothing could be judged', () => {
    const { rates: none } = judge([], [], new Map());
    expect(Object.values(none)).toEqual(Object.values(none).map(() => null));
  });
});
