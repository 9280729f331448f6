"""The folder that `npm run model -- build` takes: PEFT's adapter_config.json and adapter_model.safetensors, float16."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

import torch
from peft import LoraConfig
from safetensors.torch import save_file
from torch import Tensor

from readroom_training.errors import TrainingError
from readroom_training.export.atomic_folder import write_folder

WEIGHTS = "adapter_model.safetensors"
CONFIG = "adapter_config.json"


@dataclass(frozen=True, slots=True)
class AdapterFacts:
    """What adapter_config.json says besides the tensors."""

    rank: int  # of every pair that is not told another by its shape
    alpha: float
    dropout: float
    rslora: bool
    base_name: str | None  # for people; nothing is decided by it

    @property
    def scale(self) -> float:
        """alpha / rank, or alpha / √rank with rank-stabilized LoRA (Kalajdzievski 2023); the same for every pair."""
        return self.alpha / (self.rank**0.5 if self.rslora else self.rank)

    def alpha_at(self, rank: int) -> float:
        """The alpha that gives a pair of another rank the same scale."""
        return self.scale * (rank**0.5 if self.rslora else rank)


def write_adapter(folder: Path, pairs: Mapping[str, tuple[Tensor, Tensor]], facts: AdapterFacts) -> None:
    """
    Replaces `folder` as a whole. The same pairs and facts give the same bytes.
    @param pairs by module path inside LlamaForCausalLM (`model.layers.0.self_attn.q_proj`): A [rank, in], B [out, rank]
        of any rank; those that are not of the facts' rank stand in rank_pattern and alpha_pattern
    @raises TrainingError `export/out-of-range` when a value does not fit float16
    """
    tensors: dict[str, Tensor] = {}
    for module, (a, b) in sorted(pairs.items()):
        tensors[f"base_model.model.{module}.lora_A.weight"] = to_half(a, module)
        tensors[f"base_model.model.{module}.lora_B.weight"] = to_half(b, module)
    ranks = {module: len(a) for module, (a, _) in sorted(pairs.items()) if len(a) != facts.rank}
    config = json.dumps(_config(sorted({name.rpartition(".")[2] for name in pairs}), ranks, facts), indent=2) + "\n"
    with write_folder(folder) as temporary:
        save_file(tensors, temporary / WEIGHTS, metadata={"format": "pt"})
        (temporary / CONFIG).write_text(config, "utf-8")


def to_half(values: Tensor, what: str) -> Tensor:
    """@raises TrainingError `export/out-of-range`"""
    half = values.detach().to("cpu", torch.float16).contiguous()
    if not torch.isfinite(half).all():
        raise TrainingError("export/out-of-range", f"{what}: a value is not finite or too large for float16.")
    return half


def _config(targets: list[str], ranks: Mapping[str, int], facts: AdapterFacts) -> dict[str, Any]:
    config = LoraConfig(
        r=facts.rank, lora_alpha=_number(facts.alpha), rank_pattern=dict(ranks),
        alpha_pattern={module: _number(facts.alpha_at(rank)) for module, rank in ranks.items()},
        lora_dropout=facts.dropout, use_rslora=facts.rslora, target_modules=targets,
        bias="none", task_type="CAUSAL_LM", base_model_name_or_path=facts.base_name, inference_mode=True,
    ).to_dict()  # fmt: skip
    # PEFT keeps names as a set, whose order differs from run to run.
    config["target_modules"] = targets
    return {key: _plain(value) for key, value in sorted(config.items())}


def _number(value: float) -> float:
    """A whole number as one."""
    return int(value) if float(value).is_integer() else value


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    return sorted(value) if isinstance(value, set) else value
