import type { LlamaArchitecture } from '../../domain/model/architecture.ts';

/** A quantized matrix of the built model: the rows of one or more matrices of the base, one below the other. */
export interface MatrixParameter {
  readonly kind: 'matrix';
  /** MLC's name without `.q_weight` and `.q_scale`. */
  readonly name: string;
  /** Hugging Face names of the parts, in row order. */
  readonly sources: readonly { readonly name: string; readonly rows: number }[];
  readonly rows: number;
  readonly columns: number;
}

/** A norm's weights, not quantized. */
export interface VectorParameter {
  readonly kind: 'vector';
  /** The same name in MLC and Hugging Face. */
  readonly name: string;
  readonly length: number;
}

export type Parameter = MatrixParameter | VectorParameter;

/**
 * The parameters of MLC's Llama in MLC's order: q, k, v share one matrix, and gate and up another.
 * Source: the `named_parameters` order of MLC-LLM's llama_model.py.
 */
export function llamaParameters(architecture: LlamaArchitecture): Parameter[] {
  const { hiddenSize, intermediateSize, vocabSize, headDim } = architecture;
  const queryRows = architecture.attentionHeads * headDim;
  const keyValueRows = architecture.keyValueHeads * headDim;
  const parameters: Parameter[] = [
    matrix('model.embed_tokens', hiddenSize, [['model.embed_tokens', vocabSize]]),
  ];
  for (let layer = 0; layer < architecture.layers; layer++) {
    const at = `model.layers.${layer}`;
    parameters.push(
      matrix(`${at}.self_attn.qkv_proj`, hiddenSize, [
        [`${at}.self_attn.q_proj`, queryRows],
        [`${at}.self_attn.k_proj`, keyValueRows],
        [`${at}.self_attn.v_proj`, keyValueRows],
      ]),
      matrix(`${at}.self_attn.o_proj`, queryRows, [[`${at}.self_attn.o_proj`, hiddenSize]]),
      matrix(`${at}.mlp.gate_up_proj`, hiddenSize, [
        [`${at}.mlp.gate_proj`, intermediateSize],
        [`${at}.mlp.up_proj`, intermediateSize],
      ]),
      matrix(`${at}.mlp.down_proj`, intermediateSize, [[`${at}.mlp.down_proj`, hiddenSize]]),
      { kind: 'vector', name: `${at}.input_layernorm.weight`, length: hiddenSize },
      { kind: 'vector', name: `${at}.post_attention_layernorm.weight`, length: hiddenSize },
    );
  }
  parameters.push({ kind: 'vector', name: 'model.norm.weight', length: hiddenSize });
  if (!architecture.tieWordEmbeddings) {
    parameters.push(matrix('lm_head', hiddenSize, [['lm_head', vocabSize]]));
  }
  return parameters;
}

function matrix(
  name: string,
  columns: number,
  parts: readonly (readonly [string, number])[],
): MatrixParameter {
  return {
    kind: 'matrix',
    name,
    sources: parts.map(([source, rows]) => ({ name: `${source}.weight`, rows })),
    rows: parts.reduce((sum, [, rows]) => sum + rows, 0),
    columns,
  };
}
