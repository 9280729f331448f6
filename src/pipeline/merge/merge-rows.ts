import type { LoraPair } from '../weight-source.ts';

/** Ranks that one pass of the kernel handles; A is padded with zeros to a multiple of it. */
const RANK_BLOCK = 8;

/** A LoRA pair laid out for the kernel. */
export interface PreparedPair {
  readonly columns: number;
  readonly paddedRank: number;
  /** A transposed, [columns, paddedRank], so that the inner loop reads it in order. */
  readonly a: Float64Array;
  /** scale·B, [rows, paddedRank]. */
  readonly b: Float64Array;
  /** Two rows of W + scale·B·A in double precision. */
  readonly sums: readonly [Float64Array, Float64Array];
}

export function preparePair(pair: LoraPair): PreparedPair {
  const paddedRank = Math.ceil(pair.rank / RANK_BLOCK) * RANK_BLOCK;
  const a = new Float64Array(pair.columns * paddedRank);
  for (let rank = 0; rank < pair.rank; rank++) {
    for (let column = 0; column < pair.columns; column++) {
      a[column * paddedRank + rank] = pair.a[rank * pair.columns + column] ?? 0;
    }
  }
  // One row of zeros more, see mergeRows.
  const b = new Float64Array((pair.rows + 1) * paddedRank);
  for (let row = 0; row < pair.rows; row++) {
    for (let rank = 0; rank < pair.rank; rank++) {
      b[row * paddedRank + rank] = (pair.b[row * pair.rank + rank] ?? 0) * pair.scale;
    }
  }
  const sums = [new Float64Array(pair.columns), new Float64Array(pair.columns)] as const;
  return { columns: pair.columns, paddedRank, a, b, sums };
}

/**
 * W ← W + scale·B·A for `rowCount` rows of W from `rowStart`, in place in `values` [rowCount, columns].
 * Sums are made in double precision and rounded to float32 once, so the result is the same in every engine.
 */
export function mergeRows(
  pair: PreparedPair,
  rowStart: number,
  rowCount: number,
  values: Float32Array,
): void {
  const { columns, paddedRank, sums } = pair;
  // Two rows at a time share every load of A: measured 1.5 times as fast as one. After an odd last row
  // the second sum is computed from the zero row at B's end and dropped.
  for (let row = 0; row < rowCount; row += 2) {
    const first = values.subarray(row * columns, (row + 1) * columns);
    const second = values.subarray((row + 1) * columns, Math.min(row + 2, rowCount) * columns);
    sums[0].set(first);
    sums[1].set(second);
    for (let rank = 0; rank < paddedRank; rank += RANK_BLOCK) addRankBlock(pair, rowStart + row, rank);
    first.set(sums[0]);
    if (second.length > 0) second.set(sums[1]);
  }
}

/** Adds ranks `rank` to `rank + 7` of B·A to the two rows of sums. */
function addRankBlock({ columns, paddedRank, a, b, sums }: PreparedPair, row: number, rank: number): void {
  const [first, second] = sums;
  const p = row * paddedRank + rank;
  const q = p + paddedRank;
  const [b0 = 0, b1 = 0, b2 = 0, b3 = 0, b4 = 0, b5 = 0, b6 = 0, b7 = 0] = b.subarray(p, p + RANK_BLOCK);
  const [c0 = 0, c1 = 0, c2 = 0, c3 = 0, c4 = 0, c5 = 0, c6 = 0, c7 = 0] = b.subarray(q, q + RANK_BLOCK);
  for (let column = 0, i = rank; column < columns; column++, i += paddedRank) {
    const a0 = a[i] ?? 0;
    const a1 = a[i + 1] ?? 0;
    const a2 = a[i + 2] ?? 0;
    const a3 = a[i + 3] ?? 0;
    const a4 = a[i + 4] ?? 0;
    const a5 = a[i + 5] ?? 0;
    const a6 = a[i + 6] ?? 0;
    const a7 = a[i + 7] ?? 0;
    first[column] =
      (first[column] ?? 0) + (b0 * a0 + b1 * a1 + b2 * a2 + b3 * a3 + b4 * a4 + b5 * a5 + b6 * a6 + b7 * a7);
    second[column] =
      (second[column] ?? 0) + (c0 * a0 + c1 * a1 + c2 * a2 + c3 * a3 + c4 * a4 + c5 * a5 + c6 * a6 + c7 * a7);
  }
}
