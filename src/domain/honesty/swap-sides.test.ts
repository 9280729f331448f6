import { describe, expect, test } from 'vitest';
import { fc } from '../../testing/properties.ts';
import { textWithSides } from '../../testing/text-with-sides.ts';
import cases from './fixtures/swap-sides.json' with { type: 'json' };
import { swapSides } from './sides.ts';

describe('swapSides', () => {
  test.each(cases)('mirrors "$text"', ({ text, swapped }) => {
    expect(swapSides(text)).toBe(swapped);
  });

  test('twice gives the text again, whatever the text', () => {
    const text = fc.oneof(
      textWithSides,
      fc.array(fc.oneof(textWithSides, fc.string())).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(text, (one) => {
        expect(swapSides(swapSides(one))).toBe(one);
      }),
      { numRuns: 1_000 },
    );
  });

  test('mirrors words in mixed case too, and may lose only the case of their last letters', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('left', 'right', 'levoscoliosis'),
        fc.array(fc.boolean()),
        (word, upper) => {
          const text = Array.from(word, (letter, at) => (upper[at] ? letter.toUpperCase() : letter)).join('');
          expect(swapSides(text).toLowerCase()).toBe(swapSides(word));
          expect(swapSides(swapSides(text)).toLowerCase()).toBe(word);
        },
      ),
    );
  });
});
