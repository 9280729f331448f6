import { describe, expect, test } from 'vitest';
import { fc } from '../../testing/properties.ts';
import { swapSides } from '../honesty/sides.ts';
import cases from './fixtures/orientation.json' with { type: 'json' };
import { firstSide, orientExample, orientFindings } from './orientation.ts';
import { textWithSides } from '../../testing/text-with-sides.ts';

describe('orientFindings', () => {
  test.each(cases)('reads "$text" as "$read"', ({ text, first, read }) => {
    expect(firstSide(text)).toBe(first);
    expect(orientFindings(text)).toEqual({ findings: read, exchanged: first === 'right' });
  });

  test('makes one prompt of findings and their mirror image, unless a side is unsure', () => {
    let sided = 0;
    fc.assert(
      fc.property(textWithSides, (text) => {
        const mirrored = swapSides(text);
        expect(firstSide(mirrored) === 'unsure').toBe(firstSide(text) === 'unsure');
        if (firstSide(text) === 'unsure') return;
        expect(orientFindings(mirrored).findings).toBe(orientFindings(text).findings);
        if (mirrored === text) return;
        sided += 1;
        expect(orientFindings(mirrored).exchanged).toBe(!orientFindings(text).exchanged);
      }),
      { numRuns: 1_000 },
    );
    expect(sided).toBeGreaterThan(50);
  });

  test('leaves a text that is unsure, or names no side, as it is written', () => {
    fc.assert(
      fc.property(textWithSides, (text) => {
        if (firstSide(text) === 'right') return;
        expect(orientFindings(text)).toEqual({ findings: text, exchanged: false });
      }),
    );
  });

  test('exchanges every side of a long text, not those of its first part', () => {
    const text = `Right effusion. ${'. '.repeat(5_000)}Right base.`;
    expect(orientFindings(text).findings).toBe(`Left effusion. ${'. '.repeat(5_000)}Left base.`);
  });
});

describe('orientExample', () => {
  test('exchanges findings and impression together, by the findings alone', () => {
    const example = { findings: 'Right effusion.', impression: 'Effusion on the right.', id: 7 };
    expect(orientExample(example)).toEqual({
      findings: 'Left effusion.',
      impression: 'Effusion on the left.',
      id: 7,
    });
    const left = { findings: 'Left effusion.', impression: 'Right rib fracture.' };
    expect(orientExample(left)).toBe(left);
  });

  test('leaves an example whose impression could not be exchanged with certainty', () => {
    const example = { findings: 'Right effusion.', impression: 'Rt effusion.' };
    expect(orientExample(example)).toBe(example);
  });
});
