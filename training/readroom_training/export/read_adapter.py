"""A PEFT folder read back: plain LoRA as `write_adapter` and PEFT write it. The app's build takes more kinds."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor

from readroom_training.errors import TrainingError
from readroom_training.export.adapter_folder import CONFIG, WEIGHTS

# A real file takes 1 KB, with a rank for every module 100 KB; the app's own bound.
MAX_CONFIG_BYTES = 512 * 1024
_NAME = re.compile(r"base_model\.model\.(.+)\.lora_([AB])\.weight")
# What would change the arithmetic, and is refused when it is set.
_PLAIN_ONLY = ("use_dora", "modules_to_save", "lora_bias", "fan_in_fan_out")
# PEFT reads these keys as regular expressions; a path, or its last parts, is what is written here.
_PATH = re.compile(r"[\w.]+")


@dataclass(frozen=True, slots=True)
class Pair:
    """What is added to a weight is scale · B·A. A float32 [rank, in], B float32 [out, rank]"""

    a: Tensor
    b: Tensor
    scale: float

    @property
    def rank(self) -> int:
        return len(self.a)


def read_adapter(folder: Path) -> dict[str, Pair]:
    """
    @returns pairs by module path inside LlamaForCausalLM
    @raises TrainingError `adapter/unreadable`, `adapter/unsupported`, `adapter/mismatch`
    """
    config = _config(folder / CONFIG)
    for key in _PLAIN_ONLY:
        if config.get(key):
            raise TrainingError("adapter/unsupported", f"{CONFIG}: {key} is set; only plain LoRA is read here.")
    if config.get("peft_type") != "LORA" or not isinstance(config.get("r"), int):
        raise TrainingError("adapter/unreadable", f"{CONFIG} describes no LoRA.")
    pairs: dict[str, Pair] = {}
    for module, (a, b) in _tensors(folder).items():
        rank, alpha = (_at(config, module, *keys) for keys in (("r", "rank_pattern"), ("lora_alpha", "alpha_pattern")))
        if len(a) != rank or b.shape[1] != rank:
            raise TrainingError("adapter/mismatch", f"{WEIGHTS}: A and B of {module} are not of rank {rank}.")
        pairs[module] = Pair(a, b, alpha / (rank**0.5 if config.get("use_rslora") else rank))
    return pairs


def _at(config: Mapping[str, Any], module: str, key: str, pattern: str) -> float:
    """The value of a module: the first of the pattern's paths that it ends with, else the general one."""
    patterns = config.get(pattern) or {}
    if not isinstance(patterns, dict) or not all(map(_PATH.fullmatch, patterns)):
        raise TrainingError("adapter/unsupported", f"{CONFIG}: {pattern} holds more than paths of modules.")
    value = next((patterns[path] for path in patterns if f".{module}".endswith(f".{path}")), config.get(key))
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 < value < float("inf"):
        raise TrainingError("adapter/unreadable", f"{CONFIG}: {key} of {module} is no number above 0.")
    return value


def _config(path: Path) -> Mapping[str, Any]:
    try:
        if path.stat().st_size > MAX_CONFIG_BYTES:
            raise TrainingError("adapter/unreadable", f"{CONFIG} has more than {MAX_CONFIG_BYTES} bytes.")
        config = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise TrainingError("adapter/unreadable", f"{path.parent.name} has no readable {CONFIG}.") from error
    if not isinstance(config, dict):
        raise TrainingError("adapter/unreadable", f"{CONFIG} is no JSON object.")
    return config


def _tensors(folder: Path) -> dict[str, tuple[Tensor, Tensor]]:
    try:
        tensors = load_file(folder / WEIGHTS)
    except (OSError, SafetensorError) as error:
        raise TrainingError("adapter/unreadable", f"{folder.name} has no readable {WEIGHTS}.") from error
    parts: dict[str, dict[str, Tensor]] = {}
    for name, tensor in tensors.items():
        match = _NAME.fullmatch(name)
        if match is None:
            raise TrainingError("adapter/unsupported", f"{WEIGHTS}: {name[:120]} is no part of plain LoRA.")
        parts.setdefault(match[1], {})[match[2]] = tensor.float()
    for module, part in parts.items():
        shapes = [tuple(part[key].shape) if key in part else () for key in "AB"]
        if any(len(shape) != 2 for shape in shapes):
            raise TrainingError("adapter/mismatch", f"{WEIGHTS}: A and B of {module} are not both there as matrices.")
    return {module: (part["A"], part["B"]) for module, part in parts.items()}
