import type { LlamaArchitecture } from '../../domain/model/architecture.ts';
import { exactExp } from '../exact-math.ts';
import { attention } from './attention.ts';
import { multiply as plainMultiply, type Multiply } from './multiply.ts';
import { rotaryTable } from './rotary.ts';
import type { MatrixRows, ReferenceWeights } from './weights.ts';

export interface ForwardOptions {
  readonly signal?: AbortSignal | undefined;
  /** Told the weights of each matrix that is done. */
  readonly onMatrix?: ((weights: number) => void) | undefined;
  /** Another way to the same numbers. */
  readonly multiply?: Multiply | undefined;
}

/**
 * Logits of a Llama for every position of a prompt, in float64: the yardstick that engines are measured against.
 * Weights stream through, one matrix at a time.
 * @returns [tokens, vocabSize]
 */
export async function llamaForward(
  architecture: LlamaArchitecture,
  weights: ReferenceWeights,
  tokens: readonly number[],
  { signal, onMatrix, multiply = plainMultiply }: ForwardOptions = {},
): Promise<Float64Array> {
  const { rmsNormEps: eps } = architecture;
  const count = tokens.length;
  const rotary = rotaryTable(architecture, count);
  const load = async (name: string): Promise<MatrixRows> => {
    signal?.throwIfAborted();
    return weights.matrix(name, signal);
  };
  const apply = async (name: string, x: Float64Array): Promise<Float64Array> => {
    const matrix = await load(name);
    const out = multiply(matrix, x, count);
    onMatrix?.(matrix.rows * matrix.columns);
    return out;
  };

  const hidden = embed(await load('model.embed_tokens'), tokens); // [tokens, hiddenSize]
  for (let layer = 0; layer < architecture.layers; layer++) {
    const at = `model.layers.${layer}`;
    const before = rmsNorm(hidden, await weights.vector(`${at}.input_layernorm.weight`, signal), eps);
    const qkv = await apply(`${at}.self_attn.qkv_proj`, before);
    add(hidden, await apply(`${at}.self_attn.o_proj`, attention(architecture, qkv, count, rotary)));
    const after = rmsNorm(hidden, await weights.vector(`${at}.post_attention_layernorm.weight`, signal), eps);
    const gated = swiGlu(await apply(`${at}.mlp.gate_up_proj`, after), architecture.intermediateSize);
    add(hidden, await apply(`${at}.mlp.down_proj`, gated));
  }
  const final = rmsNorm(hidden, await weights.vector('model.norm.weight', signal), eps);
  return apply(architecture.tieWordEmbeddings ? 'model.embed_tokens' : 'lm_head', final);
}

function embed(table: MatrixRows, tokens: readonly number[]): Float64Array {
  const { columns } = table;
  const hidden = new Float64Array(tokens.length * columns);
  for (const [index, token] of tokens.entries()) {
    table.readRow(token, hidden.subarray(index * columns, (index + 1) * columns));
  }
  return hidden;
}

/** x / √(mean of x² + eps) · weight for each token. */
function rmsNorm(x: Float64Array, weight: Float32Array, eps: number): Float64Array {
  const width = weight.length;
  const out = new Float64Array(x.length);
  for (let start = 0; start < x.length; start += width) {
    let squares = 0;
    for (let i = start; i < start + width; i++) squares += (x[i] ?? 0) * (x[i] ?? 0);
    const scale = 1 / Math.sqrt(squares / width + eps);
    for (let i = 0; i < width; i++) out[start + i] = (x[start + i] ?? 0) * scale * (weight[i] ?? 0);
  }
  return out;
}

/** SiLU(gate) · up. @param gateUp [tokens, 2 · width]: gate, then up @returns [tokens, width] */
function swiGlu(gateUp: Float64Array, width: number): Float64Array {
  const out = new Float64Array(gateUp.length / 2);
  for (let i = 0; i < out.length; i++) {
    const from = Math.floor(i / width) * 2 * width + (i % width);
    const gate = gateUp[from] ?? 0;
    out[i] = (gate / (1 + exactExp(-gate))) * (gateUp[from + width] ?? 0);
  }
  return out;
}

function add(to: Float64Array, values: Float64Array): void {
  for (let i = 0; i < to.length; i++) to[i] = (to[i] ?? 0) + (values[i] ?? 0);
}
