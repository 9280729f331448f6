"""Small models that together cover what Llamas differ in."""

from dataclasses import replace

from readroom_compiler.config import Architecture, LibraryConfig, RopeScaling

_SMALL = Architecture(
    hidden_size=64,
    intermediate_size=96,
    layers=2,
    attention_heads=4,
    key_value_heads=4,
    head_dim=16,
    vocab_size=256,
    rope_theta=10_000.0,
    rope_scaling=None,
    rms_norm_eps=1e-5,
    tie_word_embeddings=True,
    max_position_embeddings=256,
)
_STRETCHED = RopeScaling(
    factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0, original_max_position_embeddings=64
)

_ARCHITECTURES = {
    # One key/value head per head; embeddings are the output matrix too: SmolLM's and Llama 3.2's way.
    "mha-tied": _SMALL,
    # Shared key/value heads, own output matrix, Llama 3.1's rope, heads wider than hidden / heads, odd sizes.
    "gqa-scaled": replace(
        _SMALL,
        attention_heads=6,
        key_value_heads=2,
        head_dim=32,
        vocab_size=300,
        rope_theta=500_000.0,
        rope_scaling=_STRETCHED,
        tie_word_embeddings=False,
    ),
}


def small_config(shape: str, quantization: str, compute: str) -> LibraryConfig:
    """A window of 160 tokens, read 48 at a time: prompts cross chunks and pages at different places."""
    return LibraryConfig(
        name=f"{shape}-{quantization}-{compute}",
        architecture=_ARCHITECTURES[shape],
        quantization=quantization,
        compute=compute,
        context_window=160,
        prefill_chunk=48,
    )
