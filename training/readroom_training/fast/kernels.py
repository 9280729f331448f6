"""
The element-wise steps of a Llama layer and their derivatives, each in as few passes over memory as PyTorch allows.
Sums and the residual stream are float32; what goes into a matrix product has the compute type.
"""

import torch
from torch import Tensor


def add_norm(residual: Tensor, update: Tensor | None, weight: Tensor, eps: float, dtype: torch.dtype):
    """
    residual + update, and its RMSNorm (Zhang and Sennrich 2019) times weight.
    @param residual float32 [rows, hidden]; update compute type, or None
    @returns sum float32, normed compute type, inverse root mean square float32 [rows, 1]
    """
    total = residual if update is None else residual + update
    mean_square = torch.linalg.vector_norm(total, dim=-1, keepdim=True).square_().div_(total.shape[-1])
    inverse = mean_square.add_(eps).rsqrt_()
    return total, (total * inverse).to(dtype).mul_(weight.to(dtype)), inverse


def norm_backward(d_normed: Tensor, total: Tensor, inverse: Tensor, weight: Tensor, d_total: Tensor) -> Tensor:
    """d_total + the derivative through the norm; float32 [rows, hidden], into a new tensor."""
    hat = total * inverse
    scaled = d_normed * weight
    mean = (scaled * hat).mean(-1, keepdim=True)
    return torch.addcmul(d_total, scaled.sub_(hat.mul_(mean)), inverse)


def swiglu(gate_up: Tensor) -> Tensor:
    """silu(gate) · up (Shazeer 2020). @param gate_up [rows, 2 · intermediate]"""
    gate, up = gate_up.chunk(2, -1)
    return torch.nn.functional.silu(gate).mul_(up)


def swiglu_backward(d_out: Tensor, gate_up: Tensor) -> Tensor:
    """[rows, 2 · intermediate], in gate_up's type."""
    gate, up = gate_up.chunk(2, -1)
    silu = torch.nn.functional.silu(gate)
    d_gate_up = torch.empty_like(gate_up)
    d_gate, d_up = d_gate_up.chunk(2, -1)
    torch.mul(d_out, silu, out=d_up)
    d_gate.copy_(torch.ops.aten.silu_backward(d_out * up, gate))
    return d_gate_up


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """
    Rotary embedding (Su et al. 2021) of each head's halves; with −sin it undoes itself, which is its derivative.
    @param x compute type [rows, heads, 2 · half]; cos, sin float32 [rows, 1, half]
    """
    first, second = x.float().chunk(2, -1)
    out = torch.empty_like(x)
    half = x.shape[-1] // 2
    out[..., :half] = (first * cos).addcmul_(second, sin, value=-1)
    out[..., half:] = (second * cos).addcmul_(first, sin)
    return out


def cross_entropy(logits: Tensor, labels: Tensor, smoothing: float) -> tuple[Tensor, Tensor]:
    """
    @param logits [labels, vocabulary]
    @returns the float32 sum of (1 − s)·−log p(label) + s·mean over the vocabulary of −log p, and its derivative by the
    logits in their type
    """
    scores = logits.float()
    log_p = scores.log_softmax(-1)
    picked = log_p.gather(1, labels[:, None])
    loss = -(1 - smoothing) * picked.sum()
    if smoothing:
        loss = loss - smoothing * log_p.mean(-1).sum()
    d_scores = log_p.exp_().sub_(smoothing / scores.shape[1])
    d_scores.scatter_add_(1, labels[:, None], torch.full_like(picked, smoothing - 1))
    return loss, d_scores.to(logits.dtype)
