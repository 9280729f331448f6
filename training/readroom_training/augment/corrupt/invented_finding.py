"""A problem that nobody saw."""

from random import Random

from readroom_training.augment.case import Case
from readroom_training.augment.corrupt.kinds import Inventions, is_worse
from readroom_training.honesty.mentions import find_mentions
from readroom_training.honesty.variants import claimed

# Sentences tried until one is untrue of the findings; most are.
_TRIES = 8


def invented_finding(case: Case, random: Random, inventions: Inventions) -> str | None:
    """
    Another report's problem after what is true, or in its place where that says that nothing is wrong; None where the
    findings bear out whatever was tried.
    """
    normal = not claimed(find_mentions(case.impression))
    for _ in range(_TRIES if inventions.sentences else 0):
        invented = random.choice(inventions.sentences)
        impression = invented if normal else f"{case.impression} {invented}"
        if is_worse(case, impression, ("unsupported", "speculative")):
            return impression
    return None
