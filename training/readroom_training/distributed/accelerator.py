"""The Accelerator of a run, and the one place that knows how each engine counts the micro-batches of a step."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

import torch
from accelerate import Accelerator
from accelerate.utils import DistributedType


def make_accelerator() -> Accelerator:
    """One process, or this process's share of what a launcher started.

    The model casts for itself (model.precision): accelerate's mixed precision stays what its configuration says, which
    FSDP and DeepSpeed need to know.
    """
    on_processor = os.environ.get("ACCELERATE_USE_CPU") == "true" or not torch.cuda.is_available()
    return Accelerator(cpu=on_processor)


@contextmanager
def micro_batch(accelerator: Accelerator, module: torch.nn.Module, last: bool) -> Iterator[None]:
    """Around forward and backward of one micro-batch: gradients are exchanged only with the last of a step.

    DeepSpeed steps inside the backward pass of the last one, so it has to be told; DDP and FSDP are kept from
    exchanging before it. Under FSDP and ZeRO-3 every process must run equally many.
    """
    accelerator.gradient_state._set_sync_gradients(last)
    waits = not last and accelerator.distributed_type != DistributedType.DEEPSPEED
    with accelerator.no_sync(module) if waits else nullcontext():
        yield
