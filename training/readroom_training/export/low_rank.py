"""A full fine-tuning brought back as an adapter: the best approximation of its difference at a given rank."""

import torch
from torch import Tensor


def low_rank_pair(difference: Tensor, rank: int) -> tuple[Tensor, Tensor]:
    """
    A [rank, in] and B [out, rank], float32, whose product B·A is nearest to `difference` [out, in] in the sum of
    squares (Eckart and Young 1936). Singular values are shared out evenly between both, which keeps float16 exact
    enough; beyond the matrix's own rank both are zero.
    """
    left, values, right = torch.linalg.svd(difference.float(), full_matrices=False)
    kept = min(rank, len(values))
    # The sign of a singular pair is free: fixed here, so that every machine's library gives the same adapter.
    signs = torch.sign(left[:, :kept].gather(0, left[:, :kept].abs().argmax(0, keepdim=True)))
    roots = values[:kept].sqrt()
    a = torch.zeros(rank, difference.shape[1])
    b = torch.zeros(difference.shape[0], rank)
    a[:kept] = right[:kept] * (roots * signs[0])[:, None]
    b[:, :kept] = left[:, :kept] * (roots * signs[0])
    return a, b
