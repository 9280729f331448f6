"""A PEFT folder read back: plain LoRA as `write_adapter` and PEFT write it. The app's build takes more kinds."""

import json
import re
from collections.abc import Mapping
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
_PLAIN_ONLY = ("use_dora", "rank_pattern", "alpha_pattern", "modules_to_save", "lora_bias", "fan_in_fan_out")


def read_adapter(folder: Path) -> tuple[dict[str, tuple[Tensor, Tensor]], float]:
    """
    @returns A [rank, in] and B [out, rank], float32, by module path inside LlamaForCausalLM; the scale of B·A
    @raises TrainingError `adapter/unreadable`, `adapter/unsupported`, `adapter/mismatch`
    """
    config = _config(folder / CONFIG)
    for key in _PLAIN_ONLY:
        if config.get(key):
            raise TrainingError("adapter/unsupported", f"{CONFIG}: {key} is set; only plain LoRA is read here.")
    rank, alpha = config.get("r"), config.get("lora_alpha")
    if config.get("peft_type") != "LORA" or not isinstance(rank, int) or rank < 1 or not isinstance(alpha, int | float):
        raise TrainingError("adapter/unreadable", f"{CONFIG} describes no LoRA.")
    scale = alpha / (rank**0.5 if config.get("use_rslora") else rank)
    return _pairs(folder, rank), scale


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


def _pairs(folder: Path, rank: int) -> dict[str, tuple[Tensor, Tensor]]:
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
        if any(len(shape) != 2 for shape in shapes) or shapes[0][0] != rank or shapes[1][1] != rank:
            raise TrainingError("adapter/mismatch", f"{WEIGHTS}: A and B of {module} are not of rank {rank}.")
    return {module: (part["A"], part["B"]) for module, part in parts.items()}
