import type { LoraPair } from '../weight-source.ts';
import type { RowUpdate } from './kernels.ts';
import type { SimdExports } from './simd-exports.ts';

/** Ranks that the kernel adds at a time; tiles of A and B are padded with zeros to a multiple of it. */
const RANK_BLOCK = 8;
/** Columns that it takes at a time. */
const COLUMN_BLOCK = 4;
/** Of a tile of A and of one of B: both stay in the second-level cache while the rows pass. */
const TILE_BYTES = 128 * 1024;
const BYTES = Float64Array.BYTES_PER_ELEMENT;

/**
 * An update added by the kernel tile by tile: A and B are widened into its memory as they are needed, so that it stays
 * small whatever the rank, and nothing is kept beside the pair itself. Null for shapes that it does not take.
 * @param tiles address of room for two tiles
 */
export function simdUpdate(simd: SimdExports, pair: LoraPair, tiles: number): RowUpdate | null {
  const { columns, rows } = pair;
  const rank = Math.ceil(pair.rank / RANK_BLOCK) * RANK_BLOCK;
  const tileColumns = Math.floor(TILE_BYTES / BYTES / rank / COLUMN_BLOCK) * COLUMN_BLOCK;
  const tileRows = Math.floor(TILE_BYTES / BYTES / rank);
  if (tileColumns === 0 || columns % COLUMN_BLOCK !== 0) return null;
  const { buffer } = simd.memory;
  const aTile = tiles;
  const bTile = tiles + TILE_BYTES;

  return {
    add(rowStart, rowCount, values) {
      if (rowStart + rowCount > rows) throw new RangeError('rows outside the update');
      for (let column = 0; column < columns; column += tileColumns) {
        const width = Math.min(tileColumns, columns - column);
        const into = new Float64Array(buffer, aTile, rank * width);
        for (let k = 0; k < pair.rank; k++) {
          const from = k * columns + column;
          into.set(pair.a.subarray(from, from + width), k * width);
        }
        into.fill(0, pair.rank * width);
        for (let row = 0; row < rowCount; row += tileRows) {
          const height = Math.min(tileRows, rowCount - row);
          const scaled = new Float64Array(buffer, bTile, height * rank);
          scaleRows(pair, rowStart + row, height, rank, scaled);
          const at = values.byteOffset + (row * columns + column) * Float32Array.BYTES_PER_ELEMENT;
          simd.merge_rows(at, columns, height, width, rank, aTile, bTile);
        }
      }
    },
  };
}

/** `rowCount` rows of scale·B in double precision, padded to `paddedRank` columns. */
function scaleRows(
  { b, rank, scale }: LoraPair,
  rowStart: number,
  rowCount: number,
  paddedRank: number,
  out: Float64Array, // [rowCount, paddedRank]
): void {
  out.fill(0);
  for (let row = 0; row < rowCount; row++) {
    const from = (rowStart + row) * rank;
    for (let k = 0; k < rank; k++) out[row * paddedRank + k] = (b[from + k] ?? 0) * scale;
  }
}
