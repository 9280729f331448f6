import type { LlamaArchitecture } from '../domain/model/architecture.ts';

export type WeightDtype = 'F32' | 'F16' | 'BF16' | 'Q4_0' | 'Q4_1' | 'Q8_0';

export interface WeightInfo {
  /** Hugging Face parameter name, such as `model.layers.0.self_attn.q_proj.weight`, whatever the file calls it. */
  readonly name: string;
  /** [rows, columns] for a matrix, [length] for a vector. */
  readonly shape: readonly number[];
  readonly dtype: WeightDtype;
  /** Bytes the tensor takes in its file. */
  readonly nbytes: number;
}

/**
 * A base checkpoint opened for streaming: names, shapes and row order are those of Hugging Face's Llama,
 * so a GGUF's own names and its permuted q and k rows never pass this border.
 */
export interface WeightSource {
  readonly format: 'safetensors' | 'gguf';
  readonly architecture: LlamaArchitecture;
  readonly tensors: ReadonlyMap<string, WeightInfo>;
  /** Every file the weights come from, in the order in which their hashes are recorded. */
  readonly files: readonly { readonly name: string; readonly size: number }[];
  /**
   * Decodes `rowCount` rows from `rowStart` into `out` (float32, row-major, rowCount × columns; a vector is one row).
   * @throws ReadroomError `format/not-finite` on NaN or infinity
   */
  readRows(
    name: string,
    rowStart: number,
    rowCount: number,
    out: Float32Array,
    signal?: AbortSignal,
  ): Promise<void>;
}

/** One low-rank update: W ← W + scale · B · A. */
export interface LoraPair {
  /** [rank, columns], float32, row-major. */
  readonly a: Float32Array;
  /** [rows, rank], float32, row-major. */
  readonly b: Float32Array;
  readonly rank: number;
  readonly rows: number;
  readonly columns: number;
  /** lora_alpha / r, or lora_alpha / √r with use_rslora, after rank_pattern and alpha_pattern. */
  readonly scale: number;
}

/** A PEFT adapter, read whole (it is small) and checked against the base it is meant for. */
export interface Adapter {
  /** Keyed by the base parameter's name (with `.weight`). */
  readonly pairs: ReadonlyMap<string, LoraPair>;
  /** modules_to_save: tensors that replace the base's, keyed likewise. */
  readonly replacements: ReadonlyMap<string, Float32Array>;
  readonly files: readonly { readonly name: string; readonly size: number }[];
}
