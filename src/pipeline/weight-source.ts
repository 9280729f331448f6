import type { LlamaArchitecture } from '../domain/model/architecture.ts';

/** How a base stores its numbers; names of quantized types are ggml's. */
export type WeightDtype =
  | 'F32'
  | 'F16'
  | 'BF16'
  | 'Q4_0'
  | 'Q4_1'
  | 'Q5_0'
  | 'Q5_1'
  | 'Q8_0'
  | 'Q2_K'
  | 'Q3_K'
  | 'Q4_K'
  | 'Q5_K'
  | 'Q6_K';

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

/** What is known of a low-rank update before its values are read: W ← W + scale · B · A. */
export interface LoraShape {
  readonly rank: number;
  readonly rows: number;
  readonly columns: number;
  /** lora_alpha / r, or lora_alpha / √r with use_rslora, after rank_pattern and alpha_pattern. */
  readonly scale: number;
}

/** One low-rank update. */
export interface LoraPair extends LoraShape {
  /** [rank, columns], float32, row-major. */
  readonly a: Float32Array;
  /** [rows, rank], float32, row-major. */
  readonly b: Float32Array;
}

/** A low-rank update whose values still lie in the adapter's file. */
export interface StoredPair extends LoraShape {
  /** @throws ReadroomError `format/not-finite`, `format/…` */
  read(signal?: AbortSignal): Promise<LoraPair>;
}

/**
 * A PEFT adapter, its tensors' names and shapes checked against the base it is meant for. Values are read when they
 * are merged: an adapter of a large model, or one that replaces its embeddings, does not fit into a worker's memory.
 */
export interface Adapter {
  /** Keyed by the base parameter's name (with `.weight`). */
  readonly pairs: ReadonlyMap<string, StoredPair>;
  /** modules_to_save: tensors that replace the base's, keyed likewise. */
  readonly replacements: ReadonlyMap<string, StoredRows>;
  readonly files: readonly { readonly name: string; readonly size: number }[];
}

/** A tensor in a file, read by rows. */
export interface StoredRows {
  /**
   * Decodes `rowCount` rows from `rowStart` into `out`; a vector is one row.
   * @throws ReadroomError `format/not-finite`, `format/…`
   */
  readRows(rowStart: number, rowCount: number, out: Float32Array, signal?: AbortSignal): Promise<void>;
}
