/** A matrix whose rows are decoded one at a time. */
export interface MatrixRows {
  readonly rows: number;
  readonly columns: number;
  /** Writes one row's weights to `out` ([columns]). */
  readRow(row: number, out: Float64Array): void;
}

/** A model's weights under MLC's names: `…qkv_proj` and `…gate_up_proj` are fused, q before k before v, gate before up. */
export interface ReferenceWeights {
  matrix(name: string, signal?: AbortSignal): Promise<MatrixRows>;
  vector(name: string, signal?: AbortSignal): Promise<Float32Array>;
}
