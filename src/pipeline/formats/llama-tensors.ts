import type { LlamaArchitecture } from '../../domain/model/architecture.ts';

/**
 * Every parameter of a Llama by its Hugging Face name with its shape ([rows, columns] or [length]), in checkpoint
 * order: embeddings, layers, final norm, then `lm_head.weight` unless tied.
 */
export function llamaTensors(architecture: LlamaArchitecture): Map<string, readonly number[]> {
  const { hiddenSize: hidden, intermediateSize: ffn, vocabSize, headDim } = architecture;
  const queryRows = architecture.attentionHeads * headDim;
  const keyValueRows = architecture.keyValueHeads * headDim;
  const shapes = new Map<string, readonly number[]>([['model.embed_tokens.weight', [vocabSize, hidden]]]);
  for (let layer = 0; layer < architecture.layers; layer++) {
    const at = `model.layers.${layer}`;
    shapes.set(`${at}.input_layernorm.weight`, [hidden]);
    shapes.set(`${at}.self_attn.q_proj.weight`, [queryRows, hidden]);
    shapes.set(`${at}.self_attn.k_proj.weight`, [keyValueRows, hidden]);
    shapes.set(`${at}.self_attn.v_proj.weight`, [keyValueRows, hidden]);
    shapes.set(`${at}.self_attn.o_proj.weight`, [hidden, queryRows]);
    shapes.set(`${at}.post_attention_layernorm.weight`, [hidden]);
    shapes.set(`${at}.mlp.gate_proj.weight`, [ffn, hidden]);
    shapes.set(`${at}.mlp.up_proj.weight`, [ffn, hidden]);
    shapes.set(`${at}.mlp.down_proj.weight`, [hidden, ffn]);
  }
  shapes.set('model.norm.weight', [hidden]);
  if (!architecture.tieWordEmbeddings) shapes.set('lm_head.weight', [vocabSize, hidden]);
  return shapes;
}
