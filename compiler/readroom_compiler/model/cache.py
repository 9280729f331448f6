"""The paged key/value cache of TVM's runtime, with kernels for this model's shape."""

from tvm import relax, tirx
from tvm.relax.frontend.nn.llm.kv_cache import RopeMode, TIRPagedKVCache
from tvm.target import Target

from readroom_compiler.config import Architecture


def rope_scaling(architecture: Architecture) -> dict[str, object]:
    """TVM's description of Llama 3's scaled rope, empty for the plain one."""
    scaling = architecture.rope_scaling
    if scaling is None:
        return {}
    return {
        "rope_type": "llama3",
        "factor": scaling.factor,
        "low_freq_factor": scaling.low_freq_factor,
        "high_freq_factor": scaling.high_freq_factor,
        "original_max_position_embeddings": scaling.original_max_position_embeddings,
    }


def create_paged_kv_cache(
    architecture: Architecture, dtype: str, target: Target, sizes: dict[str, tirx.Var]
) -> TIRPagedKVCache:
    """A cache of pages [2, key_value_heads, page_size, head_dim] per layer.

    `sizes` are the five numbers that web-llm passes when it creates the cache, by name.
    """
    return TIRPagedKVCache(
        attn_kind="mha",
        **sizes,
        layer_partition=relax.ShapeExpr([0, architecture.layers]),
        num_hidden_layers=architecture.layers,
        num_attention_heads=architecture.attention_heads,
        num_key_value_heads=architecture.key_value_heads,
        qk_head_dim=architecture.head_dim,
        v_head_dim=architecture.head_dim,
        mla_original_qk_head_dim=0,
        mla_original_v_head_dim=0,
        rope_mode=RopeMode.NORMAL,
        rope_scale=1,
        rope_theta=architecture.rope_theta,
        rope_scaling=rope_scaling(architecture),
        rope_ext_factors=tirx.IntImm("int64", 0),
        rotary_dim=architecture.head_dim,
        enable_disaggregation=False,
        dtype=dtype,
        target=target,
    )
