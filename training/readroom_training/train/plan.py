"""Which reports each step of a run learns from."""

import math
from collections.abc import Iterator, Sequence
from typing import Protocol

from readroom_training.config.settings import Recipe
from readroom_training.train.order import epoch_steps, steps_per_epoch


class SampleSource(Protocol):
    """What the plan and the loop need of the training reports."""

    def __len__(self) -> int: ...
    def lengths(self, epoch: int) -> Sequence[int]: ...


class Plan:
    """
    @param weights how often each report is seen, against 1
    """

    def __init__(self, recipe: Recipe, source: SampleSource, weights: Sequence[float]) -> None:
        self._source, self._weights = source, weights
        self._per_step, self._seed = recipe.batch.reports, recipe.seed
        self.reports = len(source)
        self.per_epoch = steps_per_epoch(weights, recipe.batch.reports)
        wanted = max(1, math.ceil(recipe.epochs * self.per_epoch))
        self.steps = wanted if recipe.max_steps is None else min(wanted, recipe.max_steps)

    def from_step(self, first: int) -> Iterator[tuple[int, int, list[int]]]:
        """(step, epoch, reports) of every step from `first` (0 for the run's first) to the end of the run."""
        step = 0
        epoch = 0
        while step < self.steps:
            batches = epoch_steps(self._source.lengths(epoch), self._weights, self._per_step, self._seed, epoch)
            for reports in batches[: self.steps - step]:
                if step >= first:
                    yield step, epoch, reports
                step += 1
            epoch += 1
