"""How many weights a recipe trains and how much memory it takes: arithmetic over the shape, before any weight is read.

With h the hidden size, i the intermediate size, L layers, V the vocabulary, r the rank:

    weights  = V h (twice when untied) + L (sum over linears of in*out + 2 h) + h
    LoRA     = L * sum over targets of r (in + out)
    state    = 16 bytes per trained weight: float32 value and gradient, two float32 moments of AdamW
    base     = 4 or 2 bytes per frozen weight; in QLoRA 4.127 bits for linears (NF4 and twice quantized constants)
    kept     = tokens * L * (4 h + 2 q + 2 kv + 4 i) * bytes: what the backward pass needs, attention recomputed inside
               its kernel; with gradient checkpointing tokens * (L h + one layer's) * bytes
    logits   = tokens * V * 8 bytes: float32 and their gradient, of the response tokens, at most all

Sixteen bytes: Rajbhandari et al. 2020 (ZeRO), section 3.1. NF4 with double quantization: Dettmers et al. 2023 (QLoRA),
section 3. Sharding (ZeRO-3, FSDP) divides base and state by the processes.
"""

from dataclasses import dataclass

from readroom_training.config.model_config import Architecture
from readroom_training.config.settings import Recipe

_STATE_BYTES = 16
_NF4_BITS = 4.127
_BYTES = {"float32": 4, "bfloat16": 2}


@dataclass(frozen=True, slots=True)
class Estimate:
    """Counts of weights, and bytes on each process."""

    weights: int
    trained: int
    base_bytes: int
    state_bytes: int
    kept_bytes: int
    logit_bytes: int

    @property
    def bytes(self) -> int:
        """Everything together, on each process."""
        return self.base_bytes + self.state_bytes + self.kept_bytes + self.logit_bytes


def count_weights(shape: Architecture) -> int:
    """All weights of a model; tied embeddings once."""
    embeddings = shape.vocab_size * shape.hidden_size * (1 if shape.tie_word_embeddings else 2)
    return embeddings + shape.layers * (_linear_weights(shape) + 2 * shape.hidden_size) + shape.hidden_size


def count_trained(shape: Architecture, recipe: Recipe) -> int:
    """Weights that the optimiser changes."""
    linears = shape.linears()
    targets = [linears[name] for name in recipe.method.targets]
    if recipe.method.kind == "full":
        return shape.layers * sum(inputs * outputs for inputs, outputs in targets)
    return shape.layers * sum(recipe.method.rank * (inputs + outputs) for inputs, outputs in targets)


def estimate(shape: Architecture, recipe: Recipe, processes: int = 1, sharded: bool = False) -> Estimate:
    """The formulas above, for `processes` processes that share base and state when `sharded`."""
    weights, trained = count_weights(shape), count_trained(shape, recipe)
    width = _BYTES[recipe.model.precision]
    frozen = weights - trained if recipe.method.kind == "full" else weights
    base = frozen * width
    if recipe.method.kind == "qlora":
        linear = shape.layers * _linear_weights(shape)
        base = (weights - linear) * width + round(linear * _NF4_BITS / 8)
    parts = processes if sharded else 1
    tokens = recipe.batch.max_tokens
    return Estimate(
        weights=weights,
        trained=trained,
        base_bytes=-(-base // parts),
        state_bytes=-(-trained * _STATE_BYTES // parts),
        kept_bytes=tokens * _kept_values(shape, recipe.model.gradient_checkpointing) * width,
        logit_bytes=tokens * shape.vocab_size * 8,
    )


def _linear_weights(shape: Architecture) -> int:
    return sum(inputs * outputs for inputs, outputs in shape.linears().values())


def _kept_values(shape: Architecture, checkpointing: bool) -> int:
    """Values per token that wait for the backward pass."""
    linears = shape.linears()
    query, key_value = linears["q_proj"][1], linears["k_proj"][1]
    layer = 4 * shape.hidden_size + 2 * query + 2 * key_value + 4 * shape.intermediate_size
    return shape.layers * shape.hidden_size + layer if checkpointing else shape.layers * layer
