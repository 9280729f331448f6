"""Rates with the interval that their cases allow."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from math import sqrt
from typing import NamedTuple

from readroom_training.metrics.bootstrap import bootstrap_ratio

# Two-sided 95 %.
_Z = 1.959963984540054


class Case(NamedTuple):
    """A case with what it hangs together with."""

    group: str
    passed: bool


@dataclass(frozen=True, slots=True)
class Rate:
    """
    Cases that passed, `count` of `of`, their share and its 95 % interval, 0–1. Cases of one group (a report, which
    gives several) stand or fall together, so the interval is that of resampled groups. Where there is nothing to
    resample, because all passed, none did or there is one group alone, it is the Wilson score interval (Wilson 1927) of
    as many cases as there are groups: resampling 60 of 60 gives no width, which would claim more than 60 drafts can
    show.
    """

    count: int
    of: int
    rate: float
    low: float
    high: float

    def as_json(self) -> dict[str, float]:
        return asdict(self)


def rate_of(cases: Iterable[Case]) -> Rate | None:
    """None when there is nothing to judge."""
    groups: dict[str, tuple[int, int]] = {}
    for group, passed in cases:
        before, cases_before = groups.get(group, (0, 0))
        groups[group] = (before + passed, cases_before + 1)
    if not groups:
        return None
    counts, sizes = zip(*groups.values(), strict=True)
    count, of = sum(counts), sum(sizes)
    interval = None if count in (0, of) or len(groups) == 1 else bootstrap_ratio(counts, sizes)
    low, high = _wilson(count / of, len(groups)) if interval is None else (interval.low, interval.high)
    return Rate(count, of, count / of, low, high)


def _wilson(share: float, of: int) -> tuple[float, float]:
    z2 = _Z * _Z
    middle = (share + z2 / (2 * of)) / (1 + z2 / of)
    half = _Z / (1 + z2 / of) * sqrt(share * (1 - share) / of + z2 / (4 * of * of))
    return max(0.0, middle - half), min(1.0, middle + half)
