import { describe, expect, test } from 'vitest';
import { fc } from '../../testing/properties.ts';
import cases from './fixtures/swap-sides.json' with { type: 'json' };
import { swapSides } from './sides.ts';

describe('swapSides', () => {
  test.each(cases)('mirrors "$text"', ({ text, swapped }) => {
    expect(swapSides(text)).toBe(swapped);
  });

  test('twice gives the text again, whatever the text', () => {
    const word = fc.constantFrom(
      'left',
      'Right',
      'LLL',
      'rul',
      '(L)',
      'R > L',
      'atrium',
      'lobe',
      'middle',
      '-',
      '.',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(word, fc.string({ maxLength: 6 }))), (words) => {
        const text = words.join(' ');
        expect(swapSides(swapSides(text))).toBe(text);
      }),
    );
  });
});
