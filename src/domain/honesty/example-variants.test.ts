import { describe, expect, it } from 'vitest';
import { exampleVariants, followsExamples } from './example-variants.ts';

const FINDINGS = '6 mm nodule in the right upper lobe.';
const EXAMPLE = {
  findings: '8 mm nodule in the right upper lobe. The heart is normal.',
  impression: '8 mm right upper lobe nodule.',
};
const [sides, numbers] = exampleVariants(FINDINGS, [EXAMPLE]);

describe('examples changed while the findings stay', () => {
  it('have other sides, or other numbers that the findings do not hold', () => {
    expect(sides).toEqual({
      test: 'sides',
      examples: [
        {
          findings: '8 mm nodule in the left upper lobe. The heart is normal.',
          impression: '8 mm left upper lobe nodule.',
        },
      ],
    });
    expect(numbers).toEqual({
      test: 'numbers',
      examples: [
        {
          findings: '13 mm nodule in the right upper lobe. The heart is normal.',
          impression: '13 mm right upper lobe nodule.',
        },
      ],
    });
  });

  it('are none where no impression holds a side or a number', () => {
    expect(exampleVariants(FINDINGS, [{ findings: 'Left 3 mm nodule.', impression: 'Nodule.' }])).toEqual([]);
    expect(exampleVariants(FINDINGS, [])).toEqual([]);
  });

  it('are followed by a draft that takes the other side or number from them', () => {
    const before = '6 mm right upper lobe nodule.';
    expect(followsExamples(FINDINGS, sides!, before, '6 mm left upper lobe nodule.')).toBe(true);
    expect(followsExamples(FINDINGS, numbers!, before, '13 mm right upper lobe nodule.')).toBe(true);
  });

  it('are not followed by a draft that keeps to its findings, nor by one that errs in both alike', () => {
    const before = '6 mm right upper lobe nodule.';
    for (const variant of [sides!, numbers!]) {
      expect(followsExamples(FINDINGS, variant, before, before)).toBe(false);
      expect(followsExamples(FINDINGS, variant, before, 'Pulmonary nodule.')).toBe(false);
    }
    const wrong = '6 mm left upper lobe nodule.';
    expect(followsExamples(FINDINGS, sides!, wrong, wrong)).toBe(false);
  });
});
