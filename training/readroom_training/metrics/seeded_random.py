"""The random numbers of src/domain/metrics/seeded-random.ts: mulberry32 by Tommy Ettinger (public domain)."""

import numpy as np
import numpy.typing as npt

_STEP = 0x6D2B79F5


def seeded_random(seed: int, first: int, count: int) -> npt.NDArray[np.float64]:
    """`count` numbers of this seed in [0, 1), from its number `first` on, which is counted from 0."""
    with np.errstate(over="ignore"):  # arithmetic modulo 2^32
        places = np.arange(first + 1, first + 1 + count, dtype=np.uint64).astype(np.uint32)
        state = np.uint32(seed) + places * np.uint32(_STEP)
        mixed = (state ^ (state >> np.uint32(15))) * (state | np.uint32(1))
        mixed ^= mixed + (mixed ^ (mixed >> np.uint32(7))) * (mixed | np.uint32(61))
        mixed ^= mixed >> np.uint32(14)
    return mixed / 4294967296.0
