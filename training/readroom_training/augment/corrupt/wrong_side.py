"""Left told as right."""

from random import Random

from readroom_training.augment.case import Case
from readroom_training.augment.corrupt.kinds import Inventions, is_worse
from readroom_training.honesty.sides import swap_sides


def wrong_side(case: Case, _random: Random, _inventions: Inventions) -> str | None:
    """None where the impression names no side, or where the findings bear the other one out as well."""
    exchanged = swap_sides(case.impression)
    return exchanged if exchanged != case.impression and is_worse(case, exchanged, ("side",)) else None
