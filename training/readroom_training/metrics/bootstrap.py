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
    if len(values) == 0:
        return None
    array = np.asarray(values, dtype=np.float64)  # (n,)
    means = np.sort(_resampled_means(array, resamples, seed))
    tail = (1 - level) / 2
    return Interval(float(array.mean()), _quantile(means, tail), _quantile(means, 1 - tail))


def _resampled_means(array: npt.NDArray[np.float64], resamples: int, seed: int) -> npt.NDArray[np.float64]:
    size = len(array)
    step = max(1, _DRAWS_AT_ONCE // size)
    means = np.empty(resamples)
    for start in range(0, resamples, step):
        rows = min(step, resamples - start)
        drawn = np.floor(seeded_random(seed, start * size, rows * size) * size).astype(np.int64)
        means[start : start + rows] = array[drawn].reshape(rows, size).mean(axis=1)
    return means


def _quantile(ordered: npt.NDArray[np.float64], share: float) -> float:
    """Linear between the two nearest order statistics."""
    position = share * (len(ordered) - 1)
    below = int(np.floor(position))
    low, high = ordered[below], ordered[min(below + 1, len(ordered) - 1)]
    return float(low + (high - low) * (position - below))
