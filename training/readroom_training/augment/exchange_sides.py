"""Left for right and right for left, in everything the model reads and writes."""

from dataclasses import replace
from random import Random

from readroom_training.augment.case import Case
from readroom_training.honesty.sides import swap_sides
from readroom_training.prompt.build import Example


def exchange_sides(case: Case, _random: Random) -> Case | None:
    """None where findings and impression name no side. Examples are exchanged too, so that they still resemble."""
    changed = replace(
        case,
        findings=swap_sides(case.findings),
        impression=swap_sides(case.impression),
        examples=tuple(Example(swap_sides(one.findings), swap_sides(one.impression)) for one in case.examples),
    )
    unchanged = changed.findings == case.findings and changed.impression == case.impression
    return None if unchanged else changed
