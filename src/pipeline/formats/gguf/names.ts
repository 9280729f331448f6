/** GGUF's names of a Llama's tensors (llama.cpp's tensor mapping) and Hugging Face's. */
const WHOLE: Readonly<Record<string, string>> = {
  'token_embd.weight': 'model.embed_tokens.weight',
  'output_norm.weight': 'model.norm.weight',
  'output.weight': 'lm_head.weight',
};

const IN_LAYER: Readonly<Record<string, string>> = {
  attn_norm: 'input_layernorm',
  attn_q: 'self_attn.q_proj',
  attn_k: 'self_attn.k_proj',
  attn_v: 'self_attn.v_proj',
  attn_output: 'self_attn.o_proj',
  ffn_norm: 'post_attention_layernorm',
  ffn_gate: 'mlp.gate_proj',
  ffn_up: 'mlp.up_proj',
  ffn_down: 'mlp.down_proj',
};

const LAYER = /^blk\.(0|[1-9]\d{0,3})\.([a-z_]+)\.weight$/;

/** The Hugging Face name of a GGUF tensor, or null when a Llama has no such tensor. */
export function huggingFaceName(name: string): string | null {
  if (Object.hasOwn(WHOLE, name)) return WHOLE[name] ?? null;
  const [, layer = '', part = ''] = LAYER.exec(name) ?? [];
  if (!Object.hasOwn(IN_LAYER, part)) return null;
  return `model.layers.${layer}.${IN_LAYER[part] ?? ''}.weight`;
}

/** The llama.cpp converter interleaves the two halves of each head's q and k rows, for its rotary embedding. */
export function isInterleaved(huggingFace: string): boolean {
  return huggingFace.endsWith('.q_proj.weight') || huggingFace.endsWith('.k_proj.weight');
}
