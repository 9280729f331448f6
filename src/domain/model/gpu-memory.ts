import type { ComputeType, ModelLibrary } from './model-library.ts';
import type { ModelManifest } from './manifest.ts';
import { QUANTIZATION_FORMATS } from './quantization.ts';

/** Tokens of one page of the KV cache; web-llm asks for this size always. */
const PAGE_TOKENS = 16;
/** Positions whose logits `verify` holds at once (`compiler/`: the most that one call takes). */
const VERIFIED_POSITIONS = 128;
const FLOAT_BYTES: Readonly<Record<ComputeType, number>> = { float16: 2, float32: 4 };

/** What decides whether and how a model runs: known of a merge too, before it is made. */
export type RunnableModel = Pick<ModelManifest, 'id' | 'architecture' | 'quantization' | 'context'> & {
  readonly files: readonly Pick<ModelManifest['files'][number], 'role' | 'bytes'>[];
};

/** What a loaded model takes on the GPU, bytes. */
export interface GpuMemory {
  readonly weights: number;
  readonly kvCache: number;
  /** Attention's own buffers, activations of one prefill chunk, logits and what sampling makes of them. */
  readonly working: number;
  readonly total: number;
  /** The largest single buffer: WebGPU limits it separately. */
  readonly largestBuffer: number;
}

/**
 * GPU memory of a model on a library.
 *
 * - weights: as stored, every shard once (no second copy is made for computing in another type).
 * - KV cache: per layer one buffer [pages, 2, keyValueHeads, 16, headDim], pages = ⌈window / 16⌉ + 1
 *   (TVM's paged_kv_cache.cc).
 * - attention: q, k, v and output of a chunk and two float32 [chunk, heads] (same file).
 * - activations: float32 residual before and after a sum, its norm, fused qkv, fused gate and up and their product,
 *   each for one chunk; TVM's memory planner reuses the rest.
 * - logits: float32 of every position that `verify` takes at once.
 * - sampling: logits, probabilities, sorted values and sorted ids of one position, 4 bytes each.
 */
export function estimateGpuMemory(
  { architecture, context, files, quantization }: RunnableModel,
  library: Pick<ModelLibrary, 'compute' | 'context'>,
): GpuMemory {
  const { hiddenSize, intermediateSize, vocabSize, layers, attentionHeads, keyValueHeads, headDim } =
    architecture;
  const bytes = FLOAT_BYTES[library.compute];
  const chunk = library.context.prefillChunk;
  const queries = attentionHeads * headDim;
  const keys = keyValueHeads * headDim;

  const weights = files.reduce((sum, file) => sum + (file.role === 'shard' ? file.bytes : 0), 0);
  const pages = Math.ceil(context.window / PAGE_TOKENS) + 1;
  const layerCache = pages * 2 * keys * PAGE_TOKENS * bytes;
  const attention = chunk * (2 * queries + 2 * keys) * bytes + 2 * chunk * attentionHeads * 4;
  const gateUp = chunk * 2 * intermediateSize * bytes;
  const residual = 2 * chunk * hiddenSize * 4;
  const activations = chunk * (hiddenSize + queries + 2 * keys + intermediateSize) * bytes + gateUp;
  const logits = Math.min(chunk, VERIFIED_POSITIONS) * vocabSize * 4;
  const working = attention + residual + activations + logits + 4 * vocabSize * 4;

  const widestMatrix = Math.max(vocabSize, 2 * intermediateSize, queries + 2 * keys) * hiddenSize;
  const downMatrix = hiddenSize * intermediateSize;
  const { bits } = QUANTIZATION_FORMATS[quantization];
  const largestWeight = (Math.max(widestMatrix, downMatrix) * bits) / 8;
  const kvCache = layers * layerCache;
  return {
    weights,
    kvCache,
    working,
    total: weights + kvCache + working,
    largestBuffer: Math.max(largestWeight, layerCache, gateUp, logits),
  };
}
