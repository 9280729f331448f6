import { describe, expect, it } from 'vitest';
import { QUANTIZATION_FORMATS } from '../../domain/model/quantization.ts';
import { createRandom } from '../../testing/generators/random.ts';
import { multiply } from './multiply.ts';
import { createSimdMultiply } from './simd-multiply.ts';
import type { MatrixRows } from './weights.ts';

const TOKENS = 8;
const simd = (await createSimdMultiply())!;

/** Any levels, also those that no quantizer writes, and scales of every size and sign. */
function randomMatrix(bits: 4 | 8, rows: number, columns: number, seed: number): MatrixRows {
  const random = createRandom(seed);
  const levels = Uint8Array.from({ length: (rows * columns * bits) / 8 }, () => random.integer(256));
  const scales = Float64Array.from({ length: (rows * columns) / 32 }, () =>
    Math.fround(random.number() * 2 ** (random.integer(40) - 30)),
  );
  const { maxLevel } = QUANTIZATION_FORMATS[bits === 4 ? 'q4f16_1' : 'q8f16_1'];
  const levelAt = (i: number): number =>
    bits === 8 ? (levels[i] ?? 0) : ((levels[i >>> 1] ?? 0) >>> (4 * (i % 2))) & 15;
  return {
    rows,
    columns,
    readRow(row, out) {
      for (let i = 0; i < columns; i++) {
        const at = row * columns + i;
        out[i] = (levelAt(at) - maxLevel) * (scales[Math.floor(at / 32)] ?? 0);
      }
    },
    packed: { bits, levels, scaleOf: (group) => scales[group] ?? 0 },
  };
}

function randomX(tokens: number, columns: number): Float64Array {
  const random = createRandom(99);
  return Float64Array.from({ length: tokens * columns }, () => random.number());
}

const same = (a: Float64Array, b: Float64Array): boolean =>
  Buffer.compare(new Uint8Array(a.buffer), new Uint8Array(b.buffer)) === 0;

describe('multiplying in SIMD', () => {
  it.each([
    [4, 1, 32],
    [4, 7, 96],
    [4, 64, 288],
    [8, 1, 32],
    [8, 5, 544],
    [8, 64, 256],
    // Larger than the kernel's memory, so in several pieces; an odd count of rows in the last one.
    [4, 5001, 2048],
    [8, 2501, 2048],
  ] as const)(
    'gives the bits of the TypeScript loop: %i bits, %i rows, %i columns',
    (bits, rows, columns) => {
      const matrix = randomMatrix(bits, rows, columns, rows + columns);
      const x = randomX(TOKENS, columns);
      const { packed, ...plain } = matrix;
      expect(packed).toBeDefined();
      // Without the packed rows only the TypeScript loop can have done it.
      expect(same(simd(matrix, x, TOKENS), simd(plain, x, TOKENS))).toBe(true);
      expect(same(simd(matrix, x, TOKENS), multiply(matrix, x, TOKENS))).toBe(true);
    },
  );

  it('leaves other counts of tokens, and rows too wide for its memory, to TypeScript', () => {
    const matrix = randomMatrix(8, 3, 64, 5);
    const x = randomX(3, 64);
    expect(same(simd(matrix, x, 3), multiply(matrix, x, 3))).toBe(true);
    const wide = randomMatrix(4, 2, 131_072, 6);
    const wideX = randomX(TOKENS, 131_072);
    expect(same(simd(wide, wideX, TOKENS), multiply(wide, wideX, TOKENS))).toBe(true);
  });
});
