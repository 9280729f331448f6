import { describe, expect, it } from 'vitest';
import { fc } from '../../testing/properties.ts';
import { createRandom } from '../../testing/generators/random.ts';
import type { LoraPair } from '../weight-source.ts';
import { mergeRows, preparePair } from './merge-rows.ts';

function randomPair(seed: number, rows: number, columns: number, rank: number): LoraPair {
  const random = createRandom(seed);
  const a = Float32Array.from({ length: rank * columns }, () => random.number());
  const b = Float32Array.from({ length: rows * rank }, () => random.number());
  return { a, b, rank, rows, columns, scale: 1.75 };
}

describe('mergeRows', () => {
  it('adds scale·B·A to within float32 rounding, for every rank and row count', () => {
    const sizes = fc.record({
      seed: fc.integer({ min: 0, max: 1e6 }),
      rows: fc.integer({ min: 1, max: 9 }),
      columns: fc.integer({ min: 1, max: 40 }),
      rank: fc.integer({ min: 1, max: 33 }),
    });
    fc.assert(
      fc.property(sizes, ({ seed, rows, columns, rank }) => {
        const pair = randomPair(seed, rows, columns, rank);
        const values = Float32Array.from({ length: rows * columns }, (_, i) => Math.sin(i));
        const before = values.slice();
        mergeRows(preparePair(pair), 0, rows, values);
        values.forEach((value, i) => {
          const row = Math.floor(i / columns);
          let sum = 0;
          for (let r = 0; r < rank; r++) {
            sum += (pair.b[row * rank + r] ?? 0) * (pair.a[r * columns + (i % columns)] ?? 0);
          }
          const exact = (before[i] ?? 0) + pair.scale * sum;
          expect(Math.abs(value - exact)).toBeLessThanOrEqual(Math.abs(exact) * 2 ** -24 + 1e-14);
        });
      }),
    );
  });

  it('gives the same bits whether rows come together or in blocks', () => {
    const pair = randomPair(3, 11, 32, 12);
    const prepared = preparePair(pair);
    const whole = Float32Array.from({ length: 11 * 32 }, (_, i) => Math.cos(i));
    const blocks = whole.slice();
    mergeRows(prepared, 0, 11, whole);
    for (let row = 0; row < 11; row += 3) {
      const count = Math.min(3, 11 - row);
      mergeRows(prepared, row, count, blocks.subarray(row * 32, (row + count) * 32));
    }
    expect(blocks).toEqual(whole);
  });
});
