"""A Llama in NumPy float64, written from the papers, that the compiled functions are compared with.

RMSNorm: Zhang and Sennrich 2019. Rope: Su et al. 2021, in the half-split form of Hugging Face's weights.
Grouped queries: Ainslie et al. 2023. SwiGLU: Shazeer 2020. Stretched rope: Llama 3.1's model card.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from readroom_compiler.config import Architecture, LibraryConfig
from readroom_compiler.quantized import WEIGHT_FORMATS, WeightFormat

Array = NDArray[np.float64]
GROUP = 32


def dequantize(levels: NDArray[np.uint32], scales: NDArray[np.floating], weights: WeightFormat) -> Array:
    """uint32 [rows, columns / per_word] and [rows, columns / 32] -> [rows, columns]."""
    assert weights.bits is not None
    per_word = 32 // weights.bits
    shifts = np.arange(per_word, dtype=np.uint32) * np.uint32(weights.bits)
    unpacked = (levels[:, :, None] >> shifts) & np.uint32(2**weights.bits - 1)
    centred = unpacked.reshape(levels.shape[0], -1).astype(np.float64) - (2 ** (weights.bits - 1) - 1)
    return centred * np.repeat(scales.astype(np.float64), GROUP, axis=1)


def rope_frequencies(shape: Architecture) -> Array:
    """Radians per position of each pair, [head_dim / 2]."""
    exponents = np.arange(0, shape.head_dim, 2) / shape.head_dim
    frequencies = shape.rope_theta**-exponents
    scaling = shape.rope_scaling
    if scaling is None:
        return frequencies
    wavelengths = 2 * np.pi / frequencies
    ratio = scaling.original_max_position_embeddings / wavelengths
    blend = (ratio - scaling.low_freq_factor) / (scaling.high_freq_factor - scaling.low_freq_factor)
    blend = np.clip(blend, 0, 1)
    return frequencies * (blend + (1 - blend) / scaling.factor)


def rotate(x: Array, positions: NDArray[np.int64], frequencies: Array) -> Array:
    """[heads, n, head_dim] turned by position; pairs are (i, i + head_dim / 2)."""
    angles = positions[:, None] * frequencies[None, :]  # [n, head_dim / 2]
    cosine, sine = np.cos(angles), np.sin(angles)
    low, high = np.split(x, 2, axis=-1)
    return np.concatenate([low * cosine - high * sine, high * cosine + low * sine], axis=-1)


def rms_norm(x: Array, weight: Array, epsilon: float) -> Array:
    """[n, hidden] -> [n, hidden]."""
    return x / np.sqrt(np.mean(x * x, axis=-1, keepdims=True) + epsilon) * weight


@dataclass(frozen=True)
class ReferenceLlama:
    """Stored parameters by name, as `random_parameters` makes them or the store keeps them."""

    config: LibraryConfig
    parameters: dict[str, np.ndarray]

    def matrix(self, name: str) -> Array:
        """The float64 matrix of a linear layer or of the embedding."""
        weights = WEIGHT_FORMATS[self.config.quantization]
        if weights.bits is None:
            return self.parameters[f"{name}.weight"].astype(np.float64)
        return dequantize(self.parameters[f"{name}.q_weight"], self.parameters[f"{name}.q_scale"], weights)

    def norm(self, name: str, x: Array) -> Array:
        """One of the RMSNorms."""
        weight = self.parameters[f"{name}.weight"].astype(np.float64)
        return rms_norm(x, weight, self.config.architecture.rms_norm_eps)

    def embed(self, ids: list[int]) -> Array:
        """-> [n, hidden]."""
        return self.matrix("model.embed_tokens")[ids]

    def attend(self, at: str, x: Array) -> Array:
        """Causal self-attention over all of x [n, hidden]."""
        shape = self.config.architecture
        n, width = x.shape[0], shape.head_dim
        qkv = (x @ self.matrix(f"{at}.qkv_proj").T).reshape(n, -1, width).transpose(1, 0, 2)
        heads, shared = shape.attention_heads, shape.key_value_heads
        query, key, value = np.split(qkv, [heads, heads + shared])  # [heads, n, width]
        positions, frequencies = np.arange(n), rope_frequencies(shape)
        query, key = rotate(query, positions, frequencies), rotate(key, positions, frequencies)
        key = np.repeat(key, heads // shared, axis=0)
        value = np.repeat(value, heads // shared, axis=0)
        scores = query @ key.transpose(0, 2, 1) / np.sqrt(width)  # [heads, n, n]
        scores = np.where(np.tri(n, dtype=bool), scores, -np.inf)
        shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
        shares /= shares.sum(axis=-1, keepdims=True)
        mixed = (shares @ value).transpose(1, 0, 2).reshape(n, heads * width)
        return mixed @ self.matrix(f"{at}.o_proj").T

    def feed_forward(self, at: str, x: Array) -> Array:
        """down(silu(gate) * up)."""
        gate, up = np.split(x @ self.matrix(f"{at}.gate_up_proj").T, 2, axis=-1)
        return (gate / (1 + np.exp(-gate)) * up) @ self.matrix(f"{at}.down_proj").T

    def logits(self, ids: list[int]) -> Array:
        """Logits after each position, [n, vocabulary]."""
        x = self.embed(ids)
        for layer in range(self.config.architecture.layers):
            at = f"model.layers.{layer}"
            x = x + self.attend(f"{at}.self_attn", self.norm(f"{at}.input_layernorm", x))
            x = x + self.feed_forward(f"{at}.mlp", self.norm(f"{at}.post_attention_layernorm", x))
        head = "model.embed_tokens" if self.config.architecture.tie_word_embeddings else "lm_head"
        return self.norm("model.norm", x) @ self.matrix(head).T
