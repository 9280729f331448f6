"""
The true impression rather than a wrong one: direct preference optimisation (Rafailov et al. 2023) against the weights
that the phase starts from, together with the true impression's own loss, without which both would become unlikely
(Pang et al. 2024).

With l(y) the summed log-probability of an impression, l₀ under the starting weights, and ± the true and wrong one:

    loss = likelihood · mean over labels of −log p(label₊) + mean over pairs of −log σ(β · (l₊ − l₀₊ − l₋ + l₀₋))
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import torch
from torch import Tensor, nn
from torch.nn.functional import logsigmoid

from readroom_training.config.settings import Preference
from readroom_training.fast.packing import NO_LABEL
from readroom_training.train.batches import MicroBatch, StepBatches
from readroom_training.train.pairs import PairSource, pair_batches


class PreferenceObjective:
    """Implements train/objective.py's Objective. @param max_tokens padded, of one pass"""

    def __init__(self, source: PairSource, settings: Preference, max_tokens: int) -> None:
        self._source, self._settings, self._max_tokens = source, settings, max_tokens
        self._parameters: Mapping[str, nn.Parameter] = {}
        self._start: dict[str, Tensor] = {}

    def begin(self, parameters: Mapping[str, nn.Parameter]) -> None:
        self._parameters = parameters
        self._start = {name: parameter.detach().clone() for name, parameter in parameters.items()}

    def batches(self, epoch: int, reports: Sequence[int], rank: int, world: int) -> StepBatches:
        pairs = [pair for index in reports for pair in self._source.pairs(epoch, index)]
        return pair_batches(pairs, self._max_tokens, rank, world)

    def loss(self, module: nn.Module, micro: MicroBatch, step: StepBatches, device: torch.device) -> Tensor:
        ids, labels = micro.ids.to(device), micro.labels.to(device)
        # The starting weights first: the other pass must find the present ones in place.
        with torch.no_grad(), self._starting_weights(module):
            before = _by_report(module(ids, labels, True), labels)
        now = _by_report(module(ids, labels, True), labels)
        gained = before - now  # [reports]: log-probability gained since the start
        true = len(ids) // 2
        margin = self._settings.beta * (gained[:true] - gained[true:])
        per_pair = step.labels / max(1, step.pairs)
        # Summed from `now`, so that a pass without a pair still reaches every weight.
        return self._settings.likelihood * now[: max(1, true)].sum() - per_pair * logsigmoid(margin).sum()

    @contextmanager
    def _starting_weights(self, module: nn.Module) -> Iterator[None]:
        training = module.training
        kept = {name: parameter.detach().clone() for name, parameter in self._parameters.items()}
        self._put(self._start)
        module.eval()
        try:
            yield
        finally:
            self._put(kept)
            module.train(training)

    @torch.no_grad()
    def _put(self, values: Mapping[str, Tensor]) -> None:
        for name, parameter in self._parameters.items():
            parameter.copy_(values[name])


def _by_report(losses: Tensor, labels: Tensor) -> Tensor:
    """The sum of the losses of each report's labels: [reports]."""
    rows = (labels != NO_LABEL).nonzero()[:, 0]
    return losses.new_zeros(len(labels)).index_add(0, rows, losses)
