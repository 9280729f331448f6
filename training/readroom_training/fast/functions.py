"""The kernels as differentiable functions; what each keeps for the way back is the least it can do with."""

from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

from readroom_training.fast import kernels
from readroom_training.fast.packing import Packing


class AddNorm(torch.autograd.Function):
    """(residual, update, weight, eps) → (residual + update, its norm); the norm's weight is frozen."""

    @staticmethod
    def forward(ctx: Any, residual: Tensor, update: Tensor, weight: Tensor, eps: float) -> tuple[Tensor, Tensor]:
        total, normed, inverse = kernels.add_norm(residual, update, weight, eps, update.dtype)
        ctx.save_for_backward(total, inverse, weight)
        return total, normed

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, d_total: Tensor, d_normed: Tensor):
        total, inverse, weight = ctx.saved_tensors
        d_residual = kernels.norm_backward(d_normed, total, inverse, weight, d_total)
        return d_residual, d_residual.to(d_normed.dtype), None, None


class Swiglu(torch.autograd.Function):
    """[rows, 2 · intermediate] → [rows, intermediate]"""

    @staticmethod
    def forward(ctx: Any, gate_up: Tensor) -> Tensor:
        ctx.save_for_backward(gate_up)
        return kernels.swiglu(gate_up)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, d_out: Tensor) -> Tensor:
        return kernels.swiglu_backward(d_out, *ctx.saved_tensors)


class Rotate(torch.autograd.Function):
    """(x, cos, sin) → x turned by its row's angles."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
        ctx.save_for_backward(cos, sin)
        return kernels.rotate(x, cos, sin)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, d_out: Tensor):
        cos, sin = ctx.saved_tensors
        return kernels.rotate(d_out, cos, -sin), None, None


class Unpack(torch.autograd.Function):
    """[rows, …] → [reports, tokens, …]: every report gets the shared prefix in front of its own rows."""

    @staticmethod
    def forward(ctx: Any, rows: Tensor, packing: Packing) -> Tensor:
        ctx.packing = packing
        return rows[packing.index]

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, d_out: Tensor):
        packing: Packing = ctx.packing
        d_rows = d_out.flatten(0, 1)[packing.owned]
        # The prefix served every report: its derivatives add up, in float32.
        if packing.prefix:
            d_rows[: packing.prefix] = d_out[:, : packing.prefix].float().sum(0).to(d_rows.dtype)
        return d_rows, None


class Pack(torch.autograd.Function):
    """[reports, tokens, …] → [rows, …]: padding and the further copies of the prefix fall away."""

    @staticmethod
    def forward(ctx: Any, padded: Tensor, packing: Packing) -> Tensor:
        ctx.packing, ctx.shape = packing, padded.shape
        return padded.flatten(0, 1)[packing.owned]

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, d_rows: Tensor):
        d_padded = d_rows.new_zeros(ctx.shape)
        d_padded.flatten(0, 1)[ctx.packing.owned] = d_rows
        return d_padded, None


class SelectRows(torch.autograd.Function):
    """rows[chosen], where no row is chosen twice: the derivative is written, not added up."""

    @staticmethod
    def forward(ctx: Any, rows: Tensor, chosen: Tensor) -> Tensor:
        ctx.save_for_backward(chosen)
        ctx.rows = rows.shape[0]
        return rows[chosen]

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, d_out: Tensor):
        (chosen,) = ctx.saved_tensors
        d_rows = d_out.new_zeros(ctx.rows, *d_out.shape[1:])
        d_rows[chosen] = d_out
        return d_rows, None


class LabelLosses(torch.autograd.Function):
    """(hidden, head, labels) → the loss of each label, float32 [labels]; unlike SummedLoss it keeps [labels, words]."""

    @staticmethod
    def forward(ctx: Any, hidden: Tensor, head: Tensor, labels: Tensor) -> Tensor:
        log_p = (hidden @ head.t()).float().log_softmax(-1)
        losses = -log_p.gather(1, labels[:, None]).flatten()
        if ctx.needs_input_grad[0]:
            d_logits = log_p.exp_()
            d_logits[torch.arange(len(labels)), labels] -= 1
            ctx.save_for_backward(d_logits.to(hidden.dtype), head)
        return losses

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, d_losses: Tensor):
        d_logits, head = ctx.saved_tensors
        return (d_logits * d_losses[:, None].to(d_logits.dtype)) @ head, None, None


class SummedLoss(torch.autograd.Function):
    """(hidden, head, labels, smoothing) → the summed loss; the derivative is made on the way, the logits never kept."""

    @staticmethod
    def forward(ctx: Any, hidden: Tensor, head: Tensor, labels: Tensor, smoothing: float) -> Tensor:
        loss, d_logits = kernels.cross_entropy(hidden @ head.t(), labels, smoothing)
        if ctx.needs_input_grad[0]:
            ctx.save_for_backward(d_logits @ head)
        return loss

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, d_loss: Tensor):
        (d_hidden,) = ctx.saved_tensors
        return d_hidden * d_loss.to(d_hidden.dtype), None, None, None
