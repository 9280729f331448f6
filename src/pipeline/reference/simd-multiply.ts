import { openSimdExports } from '../kernels/simd-exports.ts';
import { GROUP_SIZE } from '../../domain/model/quantization.ts';
import { multiply, type Multiply } from './multiply.ts';

/** Tokens that the kernel takes, no more and no fewer: as many as a known answer has. */
const TOKENS = 8;
const BYTES = Float64Array.BYTES_PER_ELEMENT;
const ALIGNMENT = 64;

/**
 * The same sums in WebAssembly SIMD, in the same order and so with the same bits, several times as fast. What it does not
 * take the TypeScript loop does. Null where the machine has no SIMD.
 */
export async function createSimdMultiply(): Promise<Multiply | null> {
  const simd = await openSimdExports();
  if (simd === null) return null;
  const { buffer } = simd.memory;
  const start = Math.ceil(simd.heap_base() / ALIGNMENT) * ALIGNMENT;

  return (matrix, x, tokens) => {
    const { rows, columns, packed } = matrix;
    const groups = columns / GROUP_SIZE;
    const xBytes = columns * TOKENS * BYTES;
    const levelBytes = ((packed?.bits ?? 0) * columns) / 8;
    const rowBytes = levelBytes + groups * BYTES + TOKENS * BYTES;
    const most = Math.floor((buffer.byteLength - start - xBytes) / rowBytes);
    if (packed === undefined || tokens !== TOKENS || columns % GROUP_SIZE !== 0 || most < 1) {
      return multiply(matrix, x, tokens);
    }
    const { bits, levels, scaleOf } = packed;
    const xAt = new Float64Array(buffer, start, columns * TOKENS);
    transpose(x, TOKENS, xAt);
    const out = new Float64Array(TOKENS * rows);
    for (let row = 0; row < rows; row += most) {
      const count = Math.min(most, rows - row);
      const sums = new Float64Array(buffer, start + xBytes, count * TOKENS).fill(0);
      const scales = new Float64Array(buffer, sums.byteOffset + sums.byteLength, count * groups);
      for (let i = 0; i < scales.length; i++) scales[i] = scaleOf(row * groups + i);
      const at = scales.byteOffset + scales.byteLength;
      const from = row * levelBytes;
      new Uint8Array(buffer, at, count * levelBytes).set(levels.subarray(from, from + count * levelBytes));
      simd.multiply(at, scales.byteOffset, bits, count, columns, start, sums.byteOffset);
      for (let token = 0; token < TOKENS; token++) {
        for (let i = 0; i < count; i++) out[token * rows + row + i] = sums[i * TOKENS + token] ?? 0;
      }
    }
    return out;
  };
}

/** @param x [tokens, columns] @param out [columns, tokens] */
function transpose(x: Float64Array, tokens: number, out: Float64Array): void {
  const columns = out.length / tokens;
  for (let token = 0; token < tokens; token++) {
    for (let i = 0; i < columns; i++) out[i * tokens + token] = x[token * columns + i] ?? 0;
  }
}
