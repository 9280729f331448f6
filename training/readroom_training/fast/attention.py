"""Causal attention as plain matrix products: PyTorch's CPU kernel takes several times as long for short texts."""

import torch
from torch import Tensor


def attend(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    """
    softmax(q·kᵀ/√d)·v, each token seeing itself and what stands before it. Heads that share keys and values (Ainslie
    et al. 2023) are stacked as further rows of one product, so that their derivatives add up by themselves.
    @param q [reports, heads, tokens, d]; k, v [reports, shared heads, tokens, d]
    @returns [reports, heads, tokens, d]
    """
    reports, heads, tokens, size = q.shape
    shared = k.shape[1]
    stacked = q.reshape(reports * shared, heads // shared * tokens, size)
    scores = torch.baddbmm(
        _causal(heads // shared, tokens, q), stacked, k.flatten(0, 1).transpose(1, 2), alpha=size**-0.5
    )
    return torch.bmm(scores.softmax(-1), v.flatten(0, 1)).view(reports, heads, tokens, size)


def _causal(repeats: int, tokens: int, like: Tensor) -> Tensor:
    """0 where a token may look, −∞ where not: [repeats · tokens, tokens]."""
    mask = torch.full((tokens, tokens), float("-inf"), dtype=like.dtype).triu_(1)
    return mask.repeat(repeats, 1)
