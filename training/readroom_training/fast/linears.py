"""
Several linears that read the same input, as one matrix product: q with k and v, gate with up.

The product uses one effective weight in the compute type, merged before each pass: W + s·B·A for LoRA, W itself for
full fine-tuning, either rounded to a stored grid when training is to know it. The derivatives by A and B go through
the low rank and never make a matrix of the weight's size. Rounding is passed straight through (Bengio et al. 2013).
"""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable


class LoraProduct(torch.autograd.Function):
    """
    (x, effective, scale, sizes, A₁, B₁, A₂, B₂, …) → x · effectiveᵀ, with one pair, or two None, per linear.
    @param x compute type [rows, in]; effective compute type [sum of sizes, in]; A float32 [rank, in], B [size, rank]
    """

    @staticmethod
    def forward(ctx: Any, x: Tensor, effective: Tensor, scale: float, sizes: Sequence[int], *pairs: Tensor | None):
        ctx.scale, ctx.sizes = scale, sizes
        ctx.save_for_backward(x, effective, *pairs)
        return x @ effective.t()

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, d_out: Tensor):
        x, effective, *pairs = ctx.saved_tensors
        d_x = d_out @ effective if ctx.needs_input_grad[0] else None
        return (d_x, None, None, None, *low_rank_gradients(x, d_out, ctx.scale, ctx.sizes, pairs))


class DropoutProduct(torch.autograd.Function):
    """
    (x, mask, frozen, scale, sizes, A₁, B₁, …) → x · frozenᵀ + s·((x·mask)·Aᵀ)·Bᵀ: PEFT's dropout, on the input of the
    low rank only, with one mask for linears that share their input. @param mask compute type, 0 or 1/(1 − p)
    """

    @staticmethod
    def forward(
        ctx: Any, x: Tensor, mask: Tensor, frozen: Tensor, scale: float, sizes: Sequence[int], *pairs: Tensor | None
    ):
        ctx.scale, ctx.sizes = scale, sizes
        ctx.save_for_backward(x, mask, frozen, *pairs)
        out = x @ frozen.t()
        dropped = x * mask
        for part, a, b in _members(out, sizes, pairs):
            part.addmm_(dropped @ a.to(x.dtype).t(), b.to(x.dtype).t(), alpha=scale)
        return out

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, d_out: Tensor):
        x, mask, frozen, *pairs = ctx.saved_tensors
        d_x = None
        if ctx.needs_input_grad[0]:
            d_x = d_out @ frozen
            for part, a, b in _members(d_out, ctx.sizes, pairs):
                d_x.addcmul_((part @ b.to(x.dtype)) @ a.to(x.dtype), mask, value=ctx.scale)
        return (d_x, None, None, None, None, *low_rank_gradients(x * mask, d_out, ctx.scale, ctx.sizes, pairs))


class FullProduct(torch.autograd.Function):
    """(x, effective, sizes, W₁, W₂, …) → x · effectiveᵀ; W float32 [size, in], None for a linear that stays frozen."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, effective: Tensor, sizes: Sequence[int], *weights: Tensor | None):
        ctx.sizes, ctx.trained = sizes, [weight is not None for weight in weights]
        ctx.save_for_backward(x, effective)
        return x @ effective.t()

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, d_out: Tensor):
        x, effective = ctx.saved_tensors
        d_x = d_out @ effective if ctx.needs_input_grad[0] else None
        parts = d_out.split(list(ctx.sizes), -1)
        gradients = [
            (part.t() @ x).float() if trained else None for part, trained in zip(parts, ctx.trained, strict=True)
        ]
        return (d_x, None, None, *gradients)


def low_rank_gradients(x: Tensor, d_out: Tensor, scale: float, sizes: Sequence[int], pairs: Sequence[Tensor | None]):
    """dA = s·(dy·B)ᵀ·x and dB = s·dyᵀ·(x·Aᵀ) of each pair, float32, in the order of `pairs`."""
    gradients: list[Tensor | None] = []
    for part, a, b in zip(d_out.split(list(sizes), -1), pairs[::2], pairs[1::2], strict=True):
        if a is None or b is None:
            gradients += [None, None]
            continue
        through_b = part @ b.to(x.dtype)
        through_a = x @ a.to(x.dtype).t()
        gradients += [(through_b.t() @ x).to(a.dtype).mul_(scale), (part.t() @ through_a).to(b.dtype).mul_(scale)]
    return gradients


def _members(joined: Tensor, sizes: Sequence[int], pairs: Sequence[Tensor | None]):
    for part, a, b in zip(joined.split(list(sizes), -1), pairs[::2], pairs[1::2], strict=True):
        if a is not None and b is not None:
            yield part, a, b
