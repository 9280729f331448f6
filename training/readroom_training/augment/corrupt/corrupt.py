"""One wrong impression for a case."""

from collections.abc import Sequence
from random import Random
from typing import Literal

from readroom_training.augment.case import Case
from readroom_training.augment.corrupt.dropped_finding import dropped_finding
from readroom_training.augment.corrupt.invented_finding import invented_finding
from readroom_training.augment.corrupt.kinds import Corruption, Inventions
from readroom_training.augment.corrupt.wrong_side import wrong_side

CorruptionName = Literal["wrong_side", "dropped_finding", "invented_finding"]
_CORRUPTIONS: dict[CorruptionName, Corruption] = {
    "wrong_side": wrong_side,
    "dropped_finding": dropped_finding,
    "invented_finding": invented_finding,
}


def corrupt(case: Case, names: Sequence[CorruptionName], random: Random, inventions: Inventions) -> str | None:
    """By the first that applies of `names`, which are tried in an order drawn anew each time; None if none does."""
    for name in random.sample(list(names), len(names)):
        wrong = _CORRUPTIONS[name](case, random, inventions)
        if wrong is not None:
            return wrong
    return None
