"""What a step learns, and how its loss is computed from one forward pass."""

from collections.abc import Mapping, Sequence
from typing import Protocol

import torch
from torch import Tensor, nn

from readroom_training.config.settings import Distil
from readroom_training.model.soft_loss import SoftTargets
from readroom_training.train.batches import MicroBatch, StepBatches, step_batches
from readroom_training.train.samples import Sample


class Objective(Protocol):
    """A run has one. Its random choices follow from epoch and report alone, as everything in train/randomness.py."""

    def begin(self, parameters: Mapping[str, nn.Parameter]) -> None:
        """Hears the weights that the run starts from, before a checkpoint takes their place."""
        ...

    def batches(self, epoch: int, reports: Sequence[int], rank: int, world: int) -> StepBatches:
        """One step's passes for one of `world` processes."""
        ...

    def loss(self, module: nn.Module, micro: MicroBatch, step: StepBatches, device: torch.device) -> Tensor:
        """A pass's part of the step's loss, times the step's labels: the loop divides by their number."""
        ...


class HasSamples(Protocol):
    """ReportSamples, or teachers' answers to them."""

    def samples(self, epoch: int, index: int) -> Sequence[Sample]: ...


class Likelihood:
    """
    The impression that the radiologist wrote shall be likely, and what teachers find likely where samples tell it.
    @param max_tokens padded, of one pass
    """

    def __init__(self, source: HasSamples, max_tokens: int, distil: Distil) -> None:
        self._source, self._max_tokens, self._distil = source, max_tokens, distil

    def begin(self, parameters: Mapping[str, nn.Parameter]) -> None:
        del parameters

    def batches(self, epoch: int, reports: Sequence[int], rank: int, world: int) -> StepBatches:
        samples = [sample for index in reports for sample in self._source.samples(epoch, index)]
        return step_batches(samples, self._max_tokens, rank, world)

    def loss(self, module: nn.Module, micro: MicroBatch, step: StepBatches, device: torch.device) -> Tensor:
        del step
        ids, labels = micro.ids.to(device), micro.labels.to(device)
        if micro.soft is None:
            return module(ids, labels)
        words, shares = (one.to(device) for one in micro.soft)
        soft = SoftTargets(words, shares, self._distil.weight, self._distil.temperature)
        return module(ids, labels, soft=soft)
