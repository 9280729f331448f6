"""GGUF's names of a Llama's tensors (llama.cpp's tensor mapping) and Hugging Face's; as in the app's pipeline."""

import re

_WHOLE = {
    "token_embd.weight": "model.embed_tokens.weight",
    "output_norm.weight": "model.norm.weight",
    "output.weight": "lm_head.weight",
}
_IN_LAYER = {
    "attn_norm": "input_layernorm",
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "ffn_norm": "post_attention_layernorm",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
}
_LAYER = re.compile(r"blk\.(0|[1-9]\d{0,3})\.([a-z_]+)\.weight")


def hugging_face_name(name: str) -> str | None:
    """None when a Llama has no such tensor."""
    if name in _WHOLE:
        return _WHOLE[name]
    match = _LAYER.fullmatch(name)
    part = _IN_LAYER.get(match[2]) if match else None
    return f"model.layers.{match[1]}.{part}.weight" if match and part else None


def is_interleaved(hugging_face: str) -> bool:
    """llama.cpp's converter interleaves the two halves of each head's q and k rows, for its rotary embedding."""
    return hugging_face.endswith((".q_proj.weight", ".k_proj.weight"))
