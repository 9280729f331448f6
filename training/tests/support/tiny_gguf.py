"""A GGUF file of the tiny Llama, written with llama.cpp's own writer."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import gguf
import numpy as np
from support.tiny_base import SPECIAL, tiny_tokenizer
from transformers import LlamaForCausalLM

_NORMAL, _CONTROL = 1, 3
_TO_GGUF = {
    "model.embed_tokens.weight": "token_embd.weight",
    "model.norm.weight": "output_norm.weight",
    "input_layernorm.weight": "attn_norm.weight",
    "self_attn.q_proj.weight": "attn_q.weight",
    "self_attn.k_proj.weight": "attn_k.weight",
    "self_attn.v_proj.weight": "attn_v.weight",
    "self_attn.o_proj.weight": "attn_output.weight",
    "post_attention_layernorm.weight": "ffn_norm.weight",
    "mlp.gate_proj.weight": "ffn_gate.weight",
    "mlp.up_proj.weight": "ffn_up.weight",
    "mlp.down_proj.weight": "ffn_down.weight",
}


def write_tiny_gguf(
    path: Path,
    model: LlamaForCausalLM,
    *,
    tokenizer: Mapping[str, Any] | None = None,
    metadata: Mapping[str, Any] | None = None,
    leave_out: str = "",
    kind: gguf.GGMLQuantizationType = gguf.GGMLQuantizationType.F32,
) -> Path:
    """
    @param tokenizer keys under `tokenizer.ggml.`; None: the tiny tokenizer as GPT-2's kind, pre-tokenizer smollm
    @param metadata further keys, or other values for the model's own
    @param leave_out a GGUF tensor name
    @param kind of the matrices
    """
    writer = gguf.GGUFWriter(str(path), "llama")
    for key, value in {**_shape(model), **_prefixed(tokenizer or _byte_level()), **(metadata or {})}.items():
        _add(writer, key, value)
    for name, tensor in model.state_dict().items():
        target = _gguf_name(name)
        if target in ("output.weight", leave_out):
            continue
        values = tensor.float().numpy()
        if target.endswith(("attn_q.weight", "attn_k.weight")):
            values = _interleave(values, model.config.head_dim)
        if values.ndim == 2 and kind != gguf.GGMLQuantizationType.F32:
            writer.add_tensor(target, gguf.quants.quantize(values, kind), raw_dtype=kind)
        else:
            writer.add_tensor(target, np.ascontiguousarray(values))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def sentencepiece_vocabulary(pieces: Mapping[str, float]) -> dict[str, Any]:
    """Llama 2's kind: <unk>, <s>, </s>, all bytes, then pieces with their scores."""
    tokens = ["<unk>", "<s>", "</s>", *(f"<0x{byte:02X}>" for byte in range(256)), *pieces]
    types = [2, 3, 3, *[6] * 256, *[_NORMAL] * len(pieces)]
    scores = [0.0] * 259 + list(pieces.values())
    return {"model": "llama", "tokens": tokens, "token_type": types, "scores": scores}


def _byte_level() -> dict[str, Any]:
    vocabulary = tiny_tokenizer().get_vocab()
    tokens = sorted(vocabulary, key=vocabulary.__getitem__)
    types = [_CONTROL if token in SPECIAL else _NORMAL for token in tokens]
    # One merge that must not cross a digit, so that the pre-tokenizer shows.
    return {"model": "gpt2", "pre": "smollm", "tokens": [*tokens, "12"], "token_type": [*types, 1], "merges": ["1 2"]}


def _shape(model: LlamaForCausalLM) -> dict[str, Any]:
    config = model.config
    return {
        "llama.block_count": config.num_hidden_layers,
        "llama.context_length": config.max_position_embeddings,
        "llama.embedding_length": config.hidden_size,
        "llama.feed_forward_length": config.intermediate_size,
        "llama.attention.head_count": config.num_attention_heads,
        "llama.attention.head_count_kv": config.num_key_value_heads,
        "llama.attention.key_length": config.head_dim,
        "llama.attention.value_length": config.head_dim,
        "llama.rope.dimension_count": config.head_dim,
        "llama.rope.freq_base": float(config.rope_parameters["rope_theta"]),
        "llama.attention.layer_norm_rms_epsilon": float(config.rms_norm_eps),
        "llama.vocab_size": config.vocab_size,
    }


def _prefixed(tokenizer: Mapping[str, Any]) -> dict[str, Any]:
    return {f"tokenizer.ggml.{key}": value for key, value in tokenizer.items()}


def _add(writer: gguf.GGUFWriter, key: str, value: Any) -> None:
    if isinstance(value, str):
        writer.add_string(key, value)
    elif isinstance(value, bool):
        writer.add_bool(key, value)
    elif isinstance(value, int):
        writer.add_uint32(key, value)
    elif isinstance(value, float):
        writer.add_float32(key, value)
    else:
        writer.add_array(key, value)


def _gguf_name(name: str) -> str:
    if name == "lm_head.weight":
        return "output.weight"
    if name in _TO_GGUF:
        return _TO_GGUF[name]
    _, _, layer, part = name.split(".", 3)
    return f"blk.{layer}.{_TO_GGUF[part]}"


def _interleave(rows: np.ndarray, head_dim: int) -> np.ndarray:
    """As llama.cpp's converter orders the rows of q and k."""
    return rows.reshape(-1, 2, head_dim // 2, rows.shape[1]).swapaxes(1, 2).reshape(rows.shape)
