"""A Llama from a folder as Hugging Face writes it: config.json and safetensors, nothing that runs code."""

from pathlib import Path
from typing import Any

import torch
from transformers import LlamaConfig, LlamaForCausalLM

from readroom_training.errors import TrainingError
from readroom_training.model.architecture import check_sizes

# A real config.json takes 1 KB.
MAX_CONFIG_BYTES = 1_048_576


def folder_config(folder: Path) -> LlamaConfig:
    """@raises TrainingError `model/unreadable`, `model/unsupported-architecture`, `model/bad-config`, …"""
    path = folder / "config.json"
    try:
        size = path.stat().st_size
        if size > MAX_CONFIG_BYTES:
            raise TrainingError("model/over-limit", f"config.json has {size} bytes, at most {MAX_CONFIG_BYTES}.")
        raw, _ = LlamaConfig.get_config_dict(folder, local_files_only=True)
    except OSError as error:
        raise TrainingError("model/unreadable", f"{folder.name} has no readable config.json.") from error
    if raw.get("model_type") != "llama":
        kind = raw.get("model_type")
        raise TrainingError("model/unsupported-architecture", f"config.json: model_type is {kind!r}, not 'llama'.")
    for key in ("attention_bias", "mlp_bias"):
        if raw.get(key):
            raise TrainingError("model/unsupported-architecture", f"config.json: {key} is set; the app has no biases.")
    try:
        config = LlamaConfig.from_dict(raw)
    except Exception as error:
        raise TrainingError("model/bad-config", "config.json does not describe a Llama.") from error
    return check_sizes(config, "config.json")


def load_folder(folder: Path, dtype: torch.dtype, **options: Any) -> LlamaForCausalLM:
    """
    @param options handed on to `from_pretrained` (quantization_config, device_map)
    @raises TrainingError `model/tensor-mismatch` where a weight is missing, left over or of another shape
    """
    config = folder_config(folder)
    try:
        model, info = LlamaForCausalLM.from_pretrained(
            folder, config=config, dtype=dtype, local_files_only=True, use_safetensors=True,
            output_loading_info=True, **options,
        )  # fmt: skip
    except OSError as error:
        raise TrainingError("model/unreadable", f"{folder.name} has no readable safetensors.") from error
    except (RuntimeError, ValueError) as error:
        raise TrainingError("model/tensor-mismatch", f"{folder.name}: its weights do not fit config.json.") from error
    for key in ("missing_keys", "unexpected_keys", "mismatched_keys"):
        if info[key]:
            first = sorted(str(name) for name in info[key])[0]
            what = key.removesuffix("_keys")
            raise TrainingError("model/tensor-mismatch", f"{folder.name}: {what} weight {first}.")
    return model.eval()
