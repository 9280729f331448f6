"""The values that the app's stored formats can hold, to the bit as src/pipeline/quantize rounds them."""

from dataclasses import dataclass

import torch

from readroom_training.errors import TrainingError

# Weights that share one scale, along the input dimension.
GROUP_SIZE = 32
# Smallest normal binary16. Below it a rounded scale may be so far off that quotients pass the highest level.
_SMALLEST_NORMAL = 2.0**-14


@dataclass(frozen=True, slots=True)
class Grid:
    """q4f16_1 or q8f16_1: a weight is level · scale, level from −max_level to max_level, scale binary16."""

    name: str
    max_level: int


GRIDS = {"q4f16_1": Grid("q4f16_1", 7), "q8f16_1": Grid("q8f16_1", 127)}


def levels_and_scales(grid: Grid, weight: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """
    Per group of 32: scale = max|w| / max_level, rounded to binary16; level = round(w / scale), ties to even.
    @param weight float32 [..., n · 32]
    @returns levels float32 [..., n, 32], scales float32 [..., n, 1]; a scale that rounds to zero has levels 0
    @raises TrainingError `model/out-of-range` when a scale overflows binary16
    """
    if weight.shape[-1] % GROUP_SIZE:
        raise TrainingError("model/bad-config", f"A weight's {weight.shape[-1]} columns are no multiple of 32.")
    groups = weight.float().unflatten(-1, (-1, GROUP_SIZE))
    scales = (groups.abs().amax(-1, keepdim=True) / grid.max_level).half().float()
    if not torch.isfinite(scales).all():
        raise TrainingError("model/out-of-range", "A weight is too large for a binary16 scale.")
    levels = torch.nan_to_num(groups / scales, nan=0.0, posinf=0.0, neginf=0.0).round_()
    if (scales < _SMALLEST_NORMAL).any():
        levels.clamp_(-grid.max_level, grid.max_level)
    return levels, scales


def round_to_grid(grid: Grid, weight: torch.Tensor) -> torch.Tensor:
    """The weight that the app computes with after storing this one: float32, the same shape."""
    levels, scales = levels_and_scales(grid, weight)
    return levels.mul_(scales).view(weight.shape)
