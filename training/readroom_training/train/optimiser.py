"""AdamW over a model's trainable parameters, B of LoRA with a rate of its own."""

from collections.abc import Mapping

import torch
from torch import nn

from readroom_training.config.settings import Optimiser


def make_optimiser(settings: Optimiser, parameters: Mapping[str, nn.Parameter]) -> torch.optim.AdamW:
    """AdamW (Loshchilov and Hutter 2019); each group's `peak` is the rate that the schedule scales."""
    b = [parameter for name, parameter in parameters.items() if "lora_B" in name]
    others = [parameter for name, parameter in parameters.items() if "lora_B" not in name]
    groups = [
        {"params": others, "lr": settings.lr, "peak": settings.lr},
        {"params": b, "lr": settings.lr * settings.lr_b_ratio, "peak": settings.lr * settings.lr_b_ratio},
    ]
    return torch.optim.AdamW(
        [group for group in groups if group["params"]],
        betas=settings.betas,
        eps=settings.eps,
        weight_decay=settings.weight_decay,
        # One pass over memory; foreach makes several.
        fused=True,
    )


def set_rate(optimiser: torch.optim.Optimizer, factor: float) -> None:
    """Every group's rate as a share of its peak."""
    for group in optimiser.param_groups:
        group["lr"] = group["peak"] * factor
