import { describe, expect, test } from 'vitest';
import { fc } from '../../testing/properties.ts';
import { swapSides } from '../honesty/sides.ts';
import { createExchangeStream } from './exchange-stream.ts';
import { textWithSides } from '../../testing/text-with-sides.ts';

/** Everything that a stream gives for these pieces, piece by piece, and at the end. */
function exchange(pieces: readonly string[]): string[] {
  const stream = createExchangeStream();
  return [...pieces.map((piece) => stream.push(piece)), stream.end()];
}

describe('an exchange stream', () => {
  test('gives the exchange of the whole, wherever the pieces are cut', () => {
    fc.assert(
      fc.property(textWithSides, fc.array(fc.nat(80), { maxLength: 12 }), (text, cuts) => {
        const ends = [0, ...cuts.filter((cut) => cut < text.length).sort((a, b) => a - b), text.length];
        const pieces = ends.slice(1).map((end, index) => text.slice(ends[index], end));
        expect(exchange(pieces).join('')).toBe(swapSides(text));
      }),
      { numRuns: 2_000 },
    );
  });

  test('and so it does letter by letter', () => {
    fc.assert(
      fc.property(textWithSides, (text) => {
        expect(exchange(text.split('')).join('')).toBe(swapSides(text));
      }),
      { numRuns: 500 },
    );
  });

  test('holds back the last word, and no more', () => {
    expect(exchange(['Small', ' ri', 'ght', ' effusion', ' and'])).toEqual([
      '',
      'Small ',
      '',
      '',
      'left effusion ',
      'and',
    ]);
  });

  test('holds a side back until it is known not to begin a name that keeps its side', () => {
    expect(exchange(['The right', ' upper', ' quadrant', '. Right', ' upper', ' lobe', '.'])).toEqual([
      'The ',
      '',
      '',
      'right upper quadrant. ',
      '',
      '',
      'Left upper lobe.',
      '',
    ]);
  });

  test('shows no beginning of a side of a draft that is cut short', () => {
    const stream = createExchangeStream();
    expect([stream.push('Effusion on the'), stream.push(' le')].join('')).toBe('Effusion on the ');
  });
});
