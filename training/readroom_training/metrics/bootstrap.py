"""Percentile bootstrap intervals (Efron 1979): as src/domain/metrics/bootstrap.ts, resample for resample."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .seeded_random import seeded_random

RESAMPLES = 1000  # settle a 95 % interval to about a tenth of its width
SEED = 20261122
LEVEL = 0.95

_DRAWS_AT_ONCE = 1 << 20  # 8 MiB of random numbers, whatever the number of reports


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean, and the bounds that hold the share `LEVEL` of resampled means."""

    mean: float
    low: float
    high: float


def bootstrap_mean(
    values: Sequence[float], resamples: int = RESAMPLES, seed: int = SEED, level: float = LEVEL
) -> Interval | None:
    """Mean of `values` and its interval; None for no values."""
    return bootstrap_ratio(values, [1] * len(values), resamples, seed, level)


def bootstrap_ratio(
    parts: Sequence[float],
    wholes: Sequence[float],
    resamples: int = RESAMPLES,
    seed: int = SEED,
    level: float = LEVEL,
) -> Interval | None:
    """
    The sum of `parts` over that of `wholes` (of each group, above 0), with the interval of the same ratio over
    resampled groups; None for no groups.
    """
    if len(parts) == 0:
        return None
    part, whole = np.asarray(parts, dtype=np.float64), np.asarray(wholes, dtype=np.float64)  # (n,) each
    ratios = np.sort(_resampled_ratios(part, whole, resamples, seed))
    tail = (1 - level) / 2
    return Interval(float(part.sum() / whole.sum()), _quantile(ratios, tail), _quantile(ratios, 1 - tail))


def _resampled_ratios(
    part: npt.NDArray[np.float64], whole: npt.NDArray[np.float64], resamples: int, seed: int
) -> npt.NDArray[np.float64]:
    size = len(part)
    step = max(1, _DRAWS_AT_ONCE // size)
    ratios = np.empty(resamples)
    for start in range(0, resamples, step):
        rows = min(step, resamples - start)
        drawn = np.floor(seeded_random(seed, start * size, rows * size) * size).astype(np.int64).reshape(rows, size)
        ratios[start : start + rows] = part[drawn].sum(axis=1) / whole[drawn].sum(axis=1)
    return ratios


def _quantile(ordered: npt.NDArray[np.float64], share: float) -> float:
    """Linear between the two nearest order statistics."""
    position = share * (len(ordered) - 1)
    below = int(np.floor(position))
    low, high = ordered[below], ordered[min(below + 1, len(ordered) - 1)]
    return float(low + (high - low) * (position - below))
