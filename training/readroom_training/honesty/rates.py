"""Rates with the interval that their count allows."""

from dataclasses import asdict, dataclass
from math import sqrt

# Two-sided 95 %.
_Z = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Rate:
    """
    `count` of `of`, the share and its 95 % Wilson score interval (Wilson 1927), 0–1. Not a bootstrap: resampling 60 of
    60 gives an interval of no width, which would claim more than 60 drafts can show.
    """

    count: int
    of: int
    rate: float
    low: float
    high: float

    def as_json(self) -> dict[str, float]:
        return asdict(self)


def rate_of(count: int, of: int) -> Rate | None:
    """None when there is nothing to judge."""
    if of == 0:
        return None
    share = count / of
    z2 = _Z * _Z
    middle = (share + z2 / (2 * of)) / (1 + z2 / of)
    half = _Z / (1 + z2 / of) * sqrt(share * (1 - share) / of + z2 / (4 * of * of))
    return Rate(count, of, share, max(0.0, middle - half), min(1.0, middle + half))
