"""Which linears of a Llama layer read the same input, and what they are called."""

# Joined in this order into one matrix product.
GROUPS: dict[str, tuple[str, ...]] = {
    "qkv": ("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"),
    "o": ("self_attn.o_proj",),
    "gate_up": ("mlp.gate_proj", "mlp.up_proj"),
    "down": ("mlp.down_proj",),
}


def short_name(path: str) -> str:
    """`self_attn.q_proj` → `q_proj`, as recipes and PEFT's target_modules have it."""
    return path.rpartition(".")[2]


def module_path(layer: int, path: str) -> str:
    """Hugging Face's name of the module inside LlamaForCausalLM."""
    return f"model.layers.{layer}.{path}"
