"""Tensors that are shared out over processes, put together again."""

import torch
from torch import Tensor, nn
from torch.distributed.tensor import DTensor


def is_shared_out(parameter: Tensor) -> bool:
    """Whether this process holds only a part (FSDP 2's DTensor, or a parameter of ZeRO-3)."""
    return isinstance(parameter, DTensor) or hasattr(parameter, "ds_id")


def whole_tensor(parameter: nn.Parameter) -> Tensor:
    """The whole values on the processor; every process has to ask at the same time."""
    if isinstance(parameter, DTensor):
        return parameter.detach().full_tensor().cpu()
    if hasattr(parameter, "ds_id"):
        # Only there where ZeRO-3 runs; the project does not need it otherwise.
        from deepspeed.zero import GatheredParameters

        with GatheredParameters([parameter]), torch.no_grad():
            return parameter.detach().clone().cpu()
    return parameter.detach().cpu()
