import type { TransferredError } from '../errors/readroom-error.ts';
import type { LlamaArchitecture } from './architecture.ts';
import type { ModelConfig } from './model-config.ts';
import type { Quantization } from './quantization.ts';

/** One chosen file: its name relative to the chosen folder. */
export interface FileFacts {
  readonly name: string;
  readonly bytes: number;
}

/** What was recognised in a chosen base, from headers alone: no weight has been read. */
export interface BaseFacts {
  readonly format: 'gguf' | 'safetensors';
  readonly architecture: LlamaArchitecture;
  readonly parameters: number;
  /** Such as `F16`, `Q4_1`. */
  readonly dtypes: readonly string[];
  readonly files: readonly FileFacts[];
  readonly bytes: number;
  readonly tokenizer: 'gguf' | 'file';
  /** The name that the files give themselves, or one made of the file's name. */
  readonly name: string;
  /** As the files state it; null when they do not. */
  readonly licence: string | null;
}

/** What was recognised in a chosen adapter. */
export interface AdapterFacts {
  /** base_model_name_or_path, as its author wrote it. */
  readonly madeFor: string | null;
  readonly rank: number;
  readonly alpha: number;
  readonly rsLora: boolean;
  /** Modules with a low-rank update, such as `q_proj` in 30 layers. */
  readonly modules: readonly { readonly name: string; readonly layers: number }[];
  /** modules_to_save: tensors that replace the base's. */
  readonly replaced: readonly string[];
  readonly tensors: number;
  readonly bytes: number;
  /** Of adapter_model.safetensors. */
  readonly sha256: string;
  /** As its model card states it; null when it does not. */
  readonly licence: string | null;
}

export interface MergeProblem {
  readonly where: 'base' | 'adapter' | 'tokenizer';
  readonly error: TransferredError;
}

/** Everything that is known about a merge before it runs. */
export interface MergeInspection {
  /** Null when it could not be read. */
  readonly base: BaseFacts | null;
  /** Null when none was chosen or it could not be read. */
  readonly adapter: AdapterFacts | null;
  /** What stands in the way; a merge can run when this is empty and `suggestion` is not null. */
  readonly problems: readonly MergeProblem[];
  /** A complete config made from what was recognised (`deriveConfig`); its quantizations are those that fit the shape. */
  readonly suggestion: ModelConfig | null;
  /** Whether the suggested chat template was recognised in the files or only guessed from the special tokens. */
  readonly templateFrom: 'files' | 'vocabulary' | null;
  /** Exact bytes of the model that each quantization would make with the suggested config, its manifest left out. */
  readonly outputBytes: Readonly<Partial<Record<Quantization, number>>>;
  /** Of these the weights alone: what a graphics card holds. */
  readonly weightBytes: Readonly<Partial<Record<Quantization, number>>>;
  /** Special tokens of the vocabulary, for stop texts and templates. */
  readonly specialTokens: readonly string[];
}
