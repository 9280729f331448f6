"""Averages of the weights over the run: what is evaluated and shipped in the place of the last step's weights."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import torch
from torch import Tensor, nn

from readroom_training.config.settings import Averaging


class Averages:
    """
    `ema`: a ← d·a + (1 − d)·w after each step, with d = min(decay, (1 + n) / (10 + n)) at the n-th so that the random
    start is forgotten (as TensorFlow's moving average). `tail`: the mean of w over the steps from `start` on
    (Izmailov et al. 2018). In float32; empty until the first step that counts.
    """

    def __init__(self, settings: Averaging, parameters: Mapping[str, nn.Parameter], steps: int) -> None:
        self._settings, self._parameters = settings, parameters
        self._first = round(settings.start * steps) if settings.kind == "tail" else 0
        self.count = 0
        self.values: dict[str, Tensor] = {}

    @torch.no_grad()
    def update(self, step: int) -> None:
        """After step number `step`, 1 for the first."""
        if self._settings.kind == "none" or step <= self._first:
            return
        self.count += 1
        if not self.values:
            self.values = {name: one.detach().float().clone() for name, one in self._parameters.items()}
            return
        if self._settings.kind == "tail":
            share = 1 / self.count
        else:
            share = 1 - min(self._settings.decay, (1 + self.count) / (10 + self.count))
        for name, parameter in self._parameters.items():
            self.values[name].lerp_(parameter.float(), share)

    @contextmanager
    def in_place(self) -> Iterator[None]:
        """The averages in the parameters' place until the block ends; nothing changes where there are none."""
        kept = {name: self._parameters[name].detach().clone() for name in self.values}
        self._write(self.values)
        try:
            yield
        finally:
            self._write(kept)

    @torch.no_grad()
    def _write(self, values: Mapping[str, Tensor]) -> None:
        for name, value in values.items():
            self._parameters[name].copy_(value)
