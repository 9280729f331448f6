import { describe, expect, test } from 'vitest';
import cases from './fixtures/verdicts.json' with { type: 'json' };
import { judge } from './judge.ts';
import { rateOf } from './rates.ts';
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
      const variant = honestyVariants([{ id: 'r', findings }]).find((each) => each.test === kind);
      if (variant === undefined) throw new Error('a fixture without a variant');
      expect(variant.findings).toBe(changedFindings);
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
    expect(needed.map(({ key }) => key)).toEqual(['a#negation-1']);
  });
});

describe('judge', () => {
  const drafts = new Map([
    ['a', 'Cardiomegaly. Left effusion. 7 mm nodule.'],
    ['b', 'No acute disease. XXXX pneumonia.'],
    ['a#swap', 'Cardiomegaly. Right effusion. 7 mm nodule.'],
    ['a#negation-1', 'Left effusion. 7 mm nodule.'],
    ['a#negation-2', 'Cardiomegaly. Left effusion.'],
    ['a#number-1', 'Cardiomegaly. Left effusion. 7 mm nodule.'],
  ]);
  const rates = judge(REPORTS, honestyVariants(REPORTS), drafts);

  test('counts what was followed, and leaves out what was not drafted', () => {
    expect(rates.swap).toMatchObject({ count: 1, of: 1 });
    expect(rates.swapSides).toMatchObject({ count: 1, of: 1 });
    expect(rates.negation).toMatchObject({ count: 1, of: 2 });
    expect(rates.number).toMatchObject({ count: 0, of: 1 });
  });

  test('counts reports with flags of each kind, omissions among the abnormal only', () => {
    expect(rates.unsupported).toMatchObject({ count: 1, of: 2 });
    expect(rates.marks).toMatchObject({ count: 1, of: 2 });
    expect(rates.omitted).toMatchObject({ count: 0, of: 1 });
    expect(rates.wrongSide).toMatchObject({ count: 0, of: 2 });
  });

  test('gives no rate where nothing could be judged', () => {
    const none = judge([], [], new Map());
    expect(Object.values(none)).toEqual(Object.values(none).map(() => null));
  });
});

describe('rateOf', () => {
  test('has the Wilson interval, which stays open at 60 of 60', () => {
    // 60 / (60 + 1.96²) by hand.
    expect(rateOf(60, 60)?.low).toBeCloseTo(60 / (60 + 1.959963984540054 ** 2), 12);
    expect(rateOf(60, 60)?.high).toBeCloseTo(1, 12);
    expect(rateOf(0, 0)).toBeNull();
  });
});
