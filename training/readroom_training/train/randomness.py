"""
Every random choice is a function of the recipe's seed and of where in the run it is made, never of what was drawn
before. A run that goes on from a checkpoint therefore draws what an undisturbed one draws, without any generator's
state being kept, and the order of reports does not depend on how many processes share them.
"""

import hashlib
import random


def derive_seed(seed: int, *place: str | int) -> int:
    """A number below 2^63 that depends on all arguments alike."""
    text = "\x1f".join(str(part) for part in (seed, *place))
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little") >> 1


def random_at(seed: int, *place: str | int) -> random.Random:
    """A generator for one place in the run."""
    return random.Random(derive_seed(seed, *place))
