"""Llama: pre-normalized attention with rope and grouped queries, then SwiGLU.

Parameter names and their order are MLC-LLM's, so that weights and libraries of either make fit the other.
The residual stream is float32 whatever the compute type: it is small, and large models overflow float16
there.
"""

from tvm import te
from tvm.relax.frontend import nn
from tvm.relax.frontend.nn import Tensor, op
from tvm.relax.frontend.nn.llm.kv_cache import PagedKVCache

from readroom_compiler.config import Architecture
from readroom_compiler.model.norm import RmsNorm
from readroom_compiler.quantized import (
    QuantizedEmbedding,
    QuantizedLinear,
    WeightFormat,
    kernel_attributes,
)


class Attention(nn.Module):
    """Self-attention; rope and the cache are the cache object's."""

    def __init__(self, shape: Architecture, weights: WeightFormat, compute: str) -> None:
        super().__init__()
        self.heads, self.head_dim = shape.attention_heads, shape.head_dim
        self.all_heads = shape.attention_heads + 2 * shape.key_value_heads
        self.qkv_proj = QuantizedLinear(self.all_heads * self.head_dim, shape.hidden_size, weights, compute)
        self.o_proj = QuantizedLinear(shape.hidden_size, self.heads * self.head_dim, weights, compute)

    def forward(self, x: Tensor, residual: Tensor, cache: PagedKVCache, layer: int) -> Tensor:
        """Normalized [1, n, hidden] and float32 residual -> float32 [1, n, hidden]."""
        n = x.shape[1]
        qkv = self.qkv_proj(x)  # [1, n, (heads + 2 * key_value_heads) * head_dim]
        qkv = op.reshape(qkv, (1, n, self.all_heads, self.head_dim))
        mixed = cache.attention_with_fused_qkv(layer, qkv, self.heads, sm_scale=self.head_dim**-0.5)
        mixed = op.reshape(mixed, (1, n, self.heads * self.head_dim))
        return self.o_proj(mixed, residual)


class FeedForward(nn.Module):
    """down(silu(gate(x)) * up(x))."""

    def __init__(self, shape: Architecture, weights: WeightFormat, compute: str) -> None:
        super().__init__()
        self.gate_up_proj = QuantizedLinear(2 * shape.intermediate_size, shape.hidden_size, weights, compute)
        self.down_proj = QuantizedLinear(shape.hidden_size, shape.intermediate_size, weights, compute)

    def forward(self, x: Tensor, residual: Tensor) -> Tensor:
        """Normalized [1, n, hidden] and float32 residual -> float32 [1, n, hidden]."""
        gated = self.gate_up_proj.swiglu(x)  # [1, n, intermediate]
        return self.down_proj(gated, residual)


class DecoderLayer(nn.Module):
    """One layer of the stack."""

    def __init__(self, shape: Architecture, weights: WeightFormat, compute: str) -> None:
        super().__init__()
        self.self_attn = Attention(shape, weights, compute)
        self.mlp = FeedForward(shape, weights, compute)
        norm = (shape.hidden_size, shape.rms_norm_eps, weights.stored, compute)
        self.input_layernorm = RmsNorm(*norm)
        self.post_attention_layernorm = RmsNorm(*norm)

    def forward(self, x: Tensor, cache: PagedKVCache, layer: int) -> Tensor:
        """float32 [1, n, hidden] -> float32 [1, n, hidden]."""
        x = self.self_attn(self.input_layernorm(x), x, cache, layer)
        return self.mlp(self.post_attention_layernorm(x), x)


class LlamaStack(nn.Module):
    """Embedding, layers and the last norm."""

    def __init__(self, shape: Architecture, weights: WeightFormat, compute: str) -> None:
        super().__init__()
        self.embed_tokens = QuantizedEmbedding(shape.vocab_size, shape.hidden_size, weights, compute)
        self.layers = nn.ModuleList([DecoderLayer(shape, weights, compute) for _ in range(shape.layers)])
        self.norm = RmsNorm(shape.hidden_size, shape.rms_norm_eps, weights.stored, compute)

    def forward(self, x: Tensor, cache: PagedKVCache) -> Tensor:
        """float32 [1, n, hidden] -> the last layer's float32 [1, n, hidden], not yet normalized."""
        for index, layer in enumerate(self.layers):
            x = layer(x, cache, index)
        return x


class Llama(nn.Module):
    """The model with its head."""

    def __init__(self, shape: Architecture, weights: WeightFormat, compute: str) -> None:
        super().__init__()
        self.shape = shape
        self.model = LlamaStack(shape, weights, compute)
        self.lm_head = (
            None
            if shape.tie_word_embeddings
            else QuantizedLinear(shape.vocab_size, shape.hidden_size, weights, compute, out="float32")
        )

    def embed(self, input_ids: Tensor) -> Tensor:
        """int32 [n] -> float32 [n, hidden]."""
        return self.model.embed_tokens(input_ids)

    def logits(self, x: Tensor) -> Tensor:
        """float32 [1, n, hidden] of the last layer -> float32 [1, n, vocabulary]."""
        x = self.model.norm(x)
        return self.model.embed_tokens.lm_head(x) if self.lm_head is None else self.lm_head(x)


def last_position(x: Tensor) -> Tensor:
    """float32 [1, n, hidden] -> float32 [1, 1, hidden]."""

    def kernel(x: te.Tensor) -> te.Tensor:
        n, hidden = x.shape[1], x.shape[2]
        return te.compute((1, 1, hidden), lambda b, _, k: x[b, n - 1, k], name="last")

    return op.tensor_expr_op(kernel, "last_position", [x], attrs=kernel_attributes("spatial"))
