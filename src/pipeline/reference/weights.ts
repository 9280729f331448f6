/** A matrix whose rows are decoded one at a time. */
export interface MatrixRows {
  readonly rows: number;
  readonly columns: number;
  /** Writes one row's weights to `out` ([columns]). */
  readRow(row: number, out: Float64Array): void;
  /** How the rows are stored, for those who decode them faster. */
  readonly packed?: PackedRows;
}

/** Groups of 32 along the rows: w = (level − maxLevel) · scale. */
export interface PackedRows {
  readonly bits: 4 | 8;
  /** [rows, columns] of `bits` bits; of two columns in a byte the even one is in the low half. */
  readonly levels: Uint8Array;
  /** Of a group, counted row after row. */
  readonly scaleOf: (group: number) => number;
}

/** A model's weights under MLC's names: `…qkv_proj` and `…gate_up_proj` are fused, q before k before v, gate before up. */
export interface ReferenceWeights {
  matrix(name: string, signal?: AbortSignal): Promise<MatrixRows>;
  vector(name: string, signal?: AbortSignal): Promise<Float32Array>;
}
