import type { MatrixRows } from './weights.ts';

/** Tokens whose sums run side by side: enough to hide the latency of an addition. */
const LANES = 4;

export type Multiply = (matrix: MatrixRows, x: Float64Array, tokens: number) => Float64Array;

/**
 * x · Wᵀ in float64, each sum in the order of the columns: the same on every machine.
 * @param x [tokens, columns]
 * @returns [tokens, rows]
 */
export function multiply(matrix: MatrixRows, x: Float64Array, tokens: number): Float64Array {
  const { rows, columns } = matrix;
  const out = new Float64Array(tokens * rows);
  const weights = new Float64Array(columns);
  for (let row = 0; row < rows; row++) {
    matrix.readRow(row, weights);
    let token = 0;
    for (; token + LANES <= tokens; token += LANES) {
      fourDots(weights, x, token * columns, columns, out, token * rows + row, rows);
    }
    for (; token < tokens; token++) out[token * rows + row] = oneDot(weights, x, token * columns, columns);
  }
  return out;
}

function fourDots(
  weights: Float64Array, // [columns]
  x: Float64Array, // [tokens, columns]
  start: number,
  columns: number,
  out: Float64Array, // [tokens, rows]
  outStart: number,
  rows: number,
): void {
  const second = start + columns;
  const third = second + columns;
  const fourth = third + columns;
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (let i = 0; i < columns; i++) {
    const weight = weights[i] ?? 0;
    a += weight * (x[start + i] ?? 0);
    b += weight * (x[second + i] ?? 0);
    c += weight * (x[third + i] ?? 0);
    d += weight * (x[fourth + i] ?? 0);
  }
  out[outStart] = a;
  out[outStart + rows] = b;
  out[outStart + 2 * rows] = c;
  out[outStart + 3 * rows] = d;
}

function oneDot(weights: Float64Array, x: Float64Array, start: number, columns: number): number {
  let sum = 0;
  for (let i = 0; i < columns; i++) sum += (weights[i] ?? 0) * (x[start + i] ?? 0);
  return sum;
}
