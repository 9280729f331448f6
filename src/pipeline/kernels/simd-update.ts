import type { LoraPair } from '../weight-source.ts';
import type { RowUpdate } from './kernels.ts';
import type { SimdExports } from './simd-exports.ts';

/** Ranks that the kernel adds at a time; A and B are padded with zeros to a multiple of it. */
const RANK_BLOCK = 8;
/** Columns that it takes at a time. */
const COLUMN_BLOCK = 4;
/** Of a tile of A and of one of B: both stay in the second-level cache while the rows pass. */
const TILE_BYTES = 128 * 1024;
const BYTES = Float64Array.BYTES_PER_ELEMENT;

/**
 * An update added by the kernel tile by tile: A and B are copied into its memory as they are needed, so that it stays
 * small whatever the rank. Null for shapes that it does not take.
 * @param tiles address of room for two tiles
 */
export function simdUpdate(simd: SimdExports, pair: LoraPair, tiles: number): RowUpdate | null {
  const { columns, rows } = pair;
  const rank = Math.ceil(pair.rank / RANK_BLOCK) * RANK_BLOCK;
  const tileColumns = Math.floor(TILE_BYTES / BYTES / rank / COLUMN_BLOCK) * COLUMN_BLOCK;
  const tileRows = Math.floor(TILE_BYTES / BYTES / rank);
  if (tileColumns === 0 || columns % COLUMN_BLOCK !== 0) return null;
  const a = new Float64Array(rank * columns); // [rank, columns]
  a.set(pair.a);
  const b = scaledRows(pair, rank); // [rows, rank]
  const { buffer } = simd.memory;
  const aTile = tiles;
  const bTile = tiles + TILE_BYTES;

  return {
    add(rowStart, rowCount, values) {
      if (rowStart + rowCount > rows) throw new RangeError('rows outside the update');
      for (let column = 0; column < columns; column += tileColumns) {
        const width = Math.min(tileColumns, columns - column);
        const into = new Float64Array(buffer, aTile, rank * width);
        for (let k = 0; k < rank; k++) {
          into.set(a.subarray(k * columns + column, k * columns + column + width), k * width);
        }
        for (let row = 0; row < rowCount; row += tileRows) {
          const height = Math.min(tileRows, rowCount - row);
          const from = (rowStart + row) * rank;
          new Float64Array(buffer, bTile, height * rank).set(b.subarray(from, from + height * rank));
          const at = values.byteOffset + (row * columns + column) * Float32Array.BYTES_PER_ELEMENT;
          simd.merge_rows(at, columns, height, width, rank, aTile, bTile);
        }
      }
    },
  };
}

/** scale·B in double precision, padded to `rank` columns. */
function scaledRows({ b, rows, rank, scale }: LoraPair, paddedRank: number): Float64Array {
  const out = new Float64Array(rows * paddedRank);
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < rank; k++) out[row * paddedRank + k] = (b[row * rank + k] ?? 0) * scale;
  }
  return out;
}
