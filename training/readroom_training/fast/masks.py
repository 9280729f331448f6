"""Dropout masks cut out of one pool drawn in advance: drawing fresh ones costs more than the product they serve."""

import torch
from torch import Tensor

from readroom_training.errors import TrainingError

# 64 MB in bfloat16: the masks of a step overlap by chance only.
POOL_SIZE = 1 << 25


class MaskPool:
    """
    @param rate of dropout, from 0 to 1
    @param size of the pool, POOL_SIZE if none is given
    @param seed of the pool; where in it a mask begins comes from torch's default generator
    """

    def __init__(self, rate: float, dtype: torch.dtype, seed: int, size: int | None = None) -> None:
        generator = torch.Generator().manual_seed(seed)
        kept = torch.rand(size or POOL_SIZE, generator=generator) >= rate
        self._pool = kept.to(dtype).div_(1 - rate)

    def draw(self, x: Tensor) -> Tensor:
        """A mask of x's shape: 0 with the pool's rate, else 1 / (1 − rate)."""
        free = self._pool.numel() - x.numel()
        if free < 0:
            raise TrainingError("train/batch-too-large", f"A batch of {x.shape[0]} tokens is too large for dropout.")
        start = int(torch.randint(0, free + 1, ()))
        return self._pool[start : start + x.numel()].view_as(x)
