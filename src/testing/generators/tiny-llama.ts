import type { LlamaArchitecture } from '../../domain/model/architecture.ts';
import { llamaTensors } from '../../pipeline/formats/llama-tensors.ts';
import type { WeightDtype } from '../../pipeline/weight-source.ts';
import { encodeWeights } from './encode-weights.ts';
import { writeGguf, type GgufOptions, type MetadataFixture } from './gguf-file.ts';
import type { Random } from './random.ts';
import { writeSafetensors, type TensorFixture } from './safetensors-file.ts';

/** The smallest Llama that still has everything: grouped heads, two layers, columns in whole blocks of 32. */
export const TINY: LlamaArchitecture = {
  family: 'llama',
  vocabSize: 40,
  hiddenSize: 32,
  intermediateSize: 64,
  layers: 2,
  attentionHeads: 4,
  keyValueHeads: 2,
  headDim: 8,
  ropeTheta: 10_000,
  ropeScaling: null,
  rmsNormEps: 1e-5,
  tieWordEmbeddings: true,
  maxPositionEmbeddings: 128,
};

export interface TinyTensor extends TensorFixture {
  readonly values: Float32Array;
}

/** Random weights for every tensor of the architecture: matrices in `dtype`, norms in F32. */
export function tinyTensors(
  random: Random,
  architecture: LlamaArchitecture,
  dtype: WeightDtype,
): TinyTensor[] {
  return [...llamaTensors(architecture)].map(([name, shape]) => {
    const [rows = 1, columns = 1] = shape;
    const type = shape.length === 1 ? 'F32' : dtype;
    return { name, dtype: type, shape, ...encodeWeights(random, type, rows * columns) };
  });
}

/** The config.json that describes an architecture. */
export function tinyConfig(architecture: LlamaArchitecture): Record<string, unknown> {
  const { ropeScaling } = architecture;
  return {
    architectures: ['LlamaForCausalLM'],
    model_type: 'llama',
    hidden_act: 'silu',
    vocab_size: architecture.vocabSize,
    hidden_size: architecture.hiddenSize,
    intermediate_size: architecture.intermediateSize,
    num_hidden_layers: architecture.layers,
    num_attention_heads: architecture.attentionHeads,
    num_key_value_heads: architecture.keyValueHeads,
    head_dim: architecture.headDim,
    rope_theta: architecture.ropeTheta,
    rope_scaling: ropeScaling && {
      rope_type: 'llama3',
      factor: ropeScaling.factor,
      low_freq_factor: ropeScaling.lowFreqFactor,
      high_freq_factor: ropeScaling.highFreqFactor,
      original_max_position_embeddings: ropeScaling.originalMaxPositionEmbeddings,
    },
    rms_norm_eps: architecture.rmsNormEps,
    tie_word_embeddings: architecture.tieWordEmbeddings,
    max_position_embeddings: architecture.maxPositionEmbeddings,
  };
}

/** A checkpoint folder: config.json and model.safetensors. */
export function tinyFolder(
  architecture: LlamaArchitecture,
  tensors: readonly TensorFixture[],
): Record<string, Uint8Array | object> {
  return { 'config.json': tinyConfig(architecture), 'model.safetensors': writeSafetensors(tensors) };
}

const GGUF_PARTS: Readonly<Record<string, string>> = {
  input_layernorm: 'attn_norm',
  'self_attn.q_proj': 'attn_q',
  'self_attn.k_proj': 'attn_k',
  'self_attn.v_proj': 'attn_v',
  'self_attn.o_proj': 'attn_output',
  post_attention_layernorm: 'ffn_norm',
  'mlp.gate_proj': 'ffn_gate',
  'mlp.up_proj': 'ffn_up',
  'mlp.down_proj': 'ffn_down',
};

/** The metadata that llama.cpp's converter writes for an architecture. */
export function tinyMetadata(architecture: LlamaArchitecture): MetadataFixture {
  return {
    'general.architecture': 'llama',
    'general.name': 'tiny',
    'llama.block_count': architecture.layers,
    'llama.context_length': architecture.maxPositionEmbeddings,
    'llama.embedding_length': architecture.hiddenSize,
    'llama.feed_forward_length': architecture.intermediateSize,
    'llama.attention.head_count': architecture.attentionHeads,
    'llama.attention.head_count_kv': architecture.keyValueHeads,
    'llama.attention.layer_norm_rms_epsilon': architecture.rmsNormEps,
    'llama.rope.freq_base': architecture.ropeTheta,
    'llama.rope.dimension_count': architecture.headDim,
    'llama.vocab_size': architecture.vocabSize,
  };
}

/** The same weights as a GGUF keeps them: other names, and q and k rows interleaved within each head. */
export function ggufTensors(
  architecture: LlamaArchitecture,
  tensors: readonly TensorFixture[],
): TensorFixture[] {
  return tensors.map((tensor) => {
    const name = ggufName(tensor.name);
    const interleaved = name.endsWith('attn_q.weight') || name.endsWith('attn_k.weight');
    const bytes = interleaved ? interleave(tensor, architecture.headDim) : tensor.bytes;
    return { ...tensor, name, bytes };
  });
}

export function tinyGguf(
  architecture: LlamaArchitecture,
  tensors: readonly TensorFixture[],
  metadata: MetadataFixture = {},
  options: GgufOptions = {},
): Uint8Array {
  const all = { ...tinyMetadata(architecture), ...metadata };
  return writeGguf(all, ggufTensors(architecture, tensors), options);
}

function ggufName(name: string): string {
  if (name === 'model.embed_tokens.weight') return 'token_embd.weight';
  if (name === 'model.norm.weight') return 'output_norm.weight';
  if (name === 'lm_head.weight') return 'output.weight';
  const [, layer, part] = /^model\.layers\.(\d+)\.(.+)\.weight$/.exec(name) ?? [];
  return part === undefined ? name : `blk.${layer ?? ''}.${GGUF_PARTS[part] ?? part}.weight`;
}

/** Rows j and j + headDim/2 of each head become neighbours. */
function interleave(tensor: TensorFixture, headDim: number): Uint8Array {
  const rows = tensor.shape[0]!;
  const rowBytes = tensor.bytes.length / rows;
  const out = new Uint8Array(tensor.bytes.length);
  for (let row = 0; row < rows; row++) {
    const inHead = row % headDim;
    const half = headDim / 2;
    const to = row - inHead + (inHead < half ? 2 * inHead : 2 * (inHead - half) + 1);
    out.set(tensor.bytes.subarray(row * rowBytes, (row + 1) * rowBytes), to * rowBytes);
  }
  return out;
}
