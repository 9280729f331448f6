"""The parts of a model-configs/ file that training needs: the shape, the limits of the context, the base."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from readroom_training.errors import TrainingError

# A model config is a few kilobytes; more is some other file.
MAX_CONFIG_BYTES = 1 << 20
# Above the largest published Llama in every size; they keep arithmetic on a typing error from filling the memory.
MAX_SIZE = 1 << 20


@dataclass(frozen=True, slots=True)
class Architecture:
    """The shape of a Llama."""

    vocab_size: int
    hidden_size: int
    intermediate_size: int
    layers: int
    attention_heads: int
    key_value_heads: int
    head_dim: int
    rope_theta: float
    rms_norm_eps: float
    tie_word_embeddings: bool
    max_position_embeddings: int

    def linears(self) -> dict[str, tuple[int, int]]:
        """(in, out) features of each linear of one layer."""
        attention = self.attention_heads * self.head_dim
        key_value = self.key_value_heads * self.head_dim
        return {
            "q_proj": (self.hidden_size, attention),
            "k_proj": (self.hidden_size, key_value),
            "v_proj": (self.hidden_size, key_value),
            "o_proj": (attention, self.hidden_size),
            "gate_proj": (self.hidden_size, self.intermediate_size),
            "up_proj": (self.hidden_size, self.intermediate_size),
            "down_proj": (self.intermediate_size, self.hidden_size),
        }


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """What a run needs to know of a model config."""

    id: str
    architecture: Architecture
    context_window: int  # tokens of prompt and impression
    max_new_tokens: int
    base_file: str | None  # name of the pinned base in the cache; null where the user brings the base
    base_origin: str
    canonical_sides: bool = False  # findings that name the right side first are read with left and right exchanged


def read_model_config(path: Path) -> ModelConfig:
    """@raises TrainingError `model/config-unreadable`, `model/config-invalid`"""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_CONFIG_BYTES + 1)
        values = json.loads(data.decode("utf-8")) if len(data) <= MAX_CONFIG_BYTES else None
    except (OSError, ValueError, RecursionError) as error:
        raise TrainingError("model/config-unreadable", f"{path.name} cannot be read as a model config.") from error
    if not isinstance(values, dict):
        raise TrainingError("model/config-unreadable", f"{path.name} is no model config.")
    shape = _group(values, "architecture", path)
    context, generation, base = (_group(values, name, path) for name in ("context", "generation", "base"))
    return ModelConfig(
        id=_text(values, "id", path),
        architecture=Architecture(
            vocab_size=_whole(shape, "vocabSize", path),
            hidden_size=_whole(shape, "hiddenSize", path),
            intermediate_size=_whole(shape, "intermediateSize", path),
            layers=_whole(shape, "layers", path),
            attention_heads=_whole(shape, "attentionHeads", path),
            key_value_heads=_whole(shape, "keyValueHeads", path),
            head_dim=_whole(shape, "headDim", path),
            rope_theta=_positive(shape, "ropeTheta", path),
            rms_norm_eps=_positive(shape, "rmsNormEps", path),
            tie_word_embeddings=shape.get("tieWordEmbeddings") is True,
            max_position_embeddings=_whole(shape, "maxPositionEmbeddings", path),
        ),
        context_window=_whole(context, "window", path),
        max_new_tokens=_whole(generation, "maxNewTokens", path),
        base_file=_base_file(base, path),
        base_origin=_text(base, "origin", path),
        canonical_sides=_canonical_sides(values, path),
    )


def _canonical_sides(values: Mapping[str, Any], path: Path) -> bool:
    if "laterality" in values and values["laterality"] != "canonical":
        raise TrainingError("model/config-invalid", f"{path.name}: laterality must be canonical, or be left out.")
    return "laterality" in values


def _base_file(base: Mapping[str, Any], path: Path) -> str | None:
    source = _group(base, "source", path)
    return PurePosixPath(_text(source, "member", path)).name if source.get("kind") == "pypi-wheel" else None


def _group(values: Mapping[str, Any], name: str, path: Path) -> Mapping[str, Any]:
    value = values.get(name)
    if isinstance(value, dict):
        return value
    raise TrainingError("model/config-invalid", f"{path.name}: {name} must be a group of keys.")


def _text(values: Mapping[str, Any], name: str, path: Path) -> str:
    value = values.get(name)
    if isinstance(value, str) and 0 < len(value) <= 4_096:
        return value
    raise TrainingError("model/config-invalid", f"{path.name}: {name} must be a text.")


def _whole(values: Mapping[str, Any], name: str, path: Path) -> int:
    value = values.get(name)
    if type(value) is int and 1 <= value <= MAX_SIZE:
        return value
    raise TrainingError("model/config-invalid", f"{path.name}: {name} must be a whole number from 1 to {MAX_SIZE:,}.")


def _positive(values: Mapping[str, Any], name: str, path: Path) -> float:
    value = values.get(name)
    if type(value) in (int, float) and 0 < value < math.inf:
        return float(value)
    raise TrainingError("model/config-invalid", f"{path.name}: {name} must be above zero.")
