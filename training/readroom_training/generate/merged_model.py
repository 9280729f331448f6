"""The model that the app would build from a base and an adapter, for generating without the app."""

from pathlib import Path

import torch
from tokenizers import Tokenizer
from transformers import LlamaForCausalLM

from readroom_training.errors import TrainingError
from readroom_training.export.read_adapter import read_adapter
from readroom_training.model.base import load_base
from readroom_training.model.grid import Grid, round_to_grid


def load_merged(
    base: Path, adapter: Path | None, grid: Grid | None, dtype: torch.dtype
) -> tuple[LlamaForCausalLM, Tokenizer]:
    """
    W + scale·B·A in float32, every matrix on the grid, then in `dtype` (float32 keeps the grid's values exactly).
    @raises TrainingError `model/…`, `adapter/…`
    """
    model, tokenizer = load_base(base, torch.float32)
    if adapter is not None:
        _merge(model, adapter)
    if grid is not None:
        for parameter in model.parameters():
            if parameter.dim() == 2:
                parameter.data = round_to_grid(grid, parameter.data)
    return model.to(dtype).eval(), tokenizer


def _merge(model: LlamaForCausalLM, adapter: Path) -> None:
    pairs = read_adapter(adapter)
    modules = dict(model.named_modules())
    for name, pair in pairs.items():
        weight = getattr(modules.get(name), "weight", None)
        if weight is None or tuple(weight.shape) != (len(pair.b), pair.a.shape[1]):
            raise TrainingError("adapter/mismatch", f"The adapter's {name} does not fit this base.")
        weight.data = torch.addmm(weight.data, pair.b, pair.a, alpha=pair.scale)
