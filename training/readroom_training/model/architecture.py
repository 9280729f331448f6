"""What a base says of its shape, within the bounds that the app's pipeline accepts too."""

from typing import Any

import numpy as np
from transformers import LlamaConfig

from readroom_training.errors import TrainingError
from readroom_training.model.gguf_file import GgufFile

# Four times and more what the largest Llama (405B) has: a lying description cannot ask for absurd memory.
MAX_SIZES = {
    "vocab_size": 1_048_576,
    "hidden_size": 65_536,
    "intermediate_size": 262_144,
    "num_hidden_layers": 512,
    "num_attention_heads": 1_024,
    "num_key_value_heads": 1_024,
    "head_dim": 1_024,
    "max_position_embeddings": 16_777_216,
}
# Settings that would change the arithmetic, with the only values that a plain Llama has.
_REQUIRED: dict[str, tuple[object, ...]] = {
    "llama.expert_count": (0, None),
    "llama.rope.scaling.type": ("none", None),
    "llama.rope.scaling.factor": (0, 1, None),
    "llama.rope.scale_linear": (1, None),
    "llama.attention.causal": (True, None),
    "llama.attention.sliding_window": (0, None),
    "llama.attention.scale": (None,),
    "llama.logit_scale": (0, 1, None),
    "llama.embedding_scale": (0, 1, None),
    "llama.residual_scale": (0, 1, None),
}


def check_sizes(config: LlamaConfig, file: str) -> LlamaConfig:
    """@raises TrainingError `model/bad-config`, `model/over-limit`"""
    for key, limit in MAX_SIZES.items():
        size = getattr(config, key)
        if not isinstance(size, int) or size < 1:
            raise TrainingError("model/bad-config", f"{file}: {key} is {size!r}.")
        if size > limit:
            raise TrainingError("model/over-limit", f"{file}: {key} is {size}, at most {limit} is accepted.")
    if config.num_attention_heads % config.num_key_value_heads or config.head_dim % 2:
        raise TrainingError("model/bad-config", f"{file}: the attention heads do not fit each other.")
    return config


def gguf_architecture(file: GgufFile) -> LlamaConfig:
    """
    The architecture in a GGUF's metadata (keys: the GGUF specification; defaults: llama.cpp's).
    @raises TrainingError `model/unsupported-architecture` for anything but a plain Llama, `model/bad-config`, …
    """
    _require_plain(file)

    def number(key: str, fallback: Any = None) -> Any:
        value = file.get(f"llama.{key}")
        value = fallback if value is None else value
        if not isinstance(value, int | float) or not value > 0:
            raise TrainingError("model/bad-config", f"{file.name}: llama.{key} is missing or no positive number.")
        return value

    hidden, heads = number("embedding_length"), number("attention.head_count")
    head_dim = number("attention.key_length", hidden // heads)
    if number("attention.value_length", head_dim) != head_dim or number("rope.dimension_count", head_dim) != head_dim:
        raise _unsupported(file, "keys, values and rotary embedding differ in size")
    embedding = file.tensors.get("token_embd.weight")
    sizes = LlamaConfig(
        vocab_size=number("vocab_size", None if embedding is None else int(embedding.shape[-1])),
        hidden_size=hidden,
        intermediate_size=number("feed_forward_length"),
        num_hidden_layers=number("block_count"),
        num_attention_heads=heads,
        num_key_value_heads=number("attention.head_count_kv", heads),
        head_dim=head_dim,
        rms_norm_eps=_shortest_float32(number("attention.layer_norm_rms_epsilon")),
        max_position_embeddings=number("context_length"),
        tie_word_embeddings="output.weight" not in file.tensors,
        rope_parameters={"rope_type": "default", "rope_theta": float(number("rope.freq_base", 10_000))},
        bos_token_id=file.get("tokenizer.ggml.bos_token_id"),
        eos_token_id=file.get("tokenizer.ggml.eos_token_id"),
    )
    return check_sizes(sizes, file.name)


def _require_plain(file: GgufFile) -> None:
    if file.get("general.architecture") != "llama":
        raise _unsupported(file, f"general.architecture is {file.get('general.architecture')!r}")
    for key, values in _REQUIRED.items():
        if file.get(key) not in values:
            raise _unsupported(file, f"{key} is {file.get(key)!r}")
    if "rope_freqs.weight" in file.tensors:
        raise _unsupported(file, "its rotary embedding is scaled; take the base's safetensors folder")


def _unsupported(file: GgufFile, why: str) -> TrainingError:
    return TrainingError("model/unsupported-architecture", f"{file.name}: {why}.")


def _shortest_float32(value: float) -> float:
    """A GGUF keeps 1e-5 as float32, 0.00000999999974…: the shortest decimal that is the same float32 was meant."""
    decimals = (float(f"{value:.{digits}g}") for digits in range(1, 9))
    return next((short for short in decimals if np.float32(short) == np.float32(value)), value)
