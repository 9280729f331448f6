"""Distribution of lengths, exactly: one counter per length."""

import math
from collections import Counter
from dataclasses import dataclass

PERCENTILES = (50, 90, 95, 99)


@dataclass(frozen=True, slots=True)
class LengthSummary:
    """`percentiles[p]` is the least length that at least p % of the texts do not exceed (nearest rank)."""

    count: int
    total: int
    least: int
    most: int
    percentiles: dict[int, int]

    @property
    def mean(self) -> float:
        return self.total / self.count if self.count else 0.0

    def as_json(self) -> dict[str, object]:
        """Plain values, keys as in the table."""
        named = {f"p{p}": length for p, length in self.percentiles.items()}
        return {"count": self.count, "mean": round(self.mean, 3), "min": self.least, **named, "max": self.most}


class Lengths:
    """Collects lengths."""

    def __init__(self) -> None:
        self._counts: Counter[int] = Counter()

    def add(self, length: int) -> None:
        """One more text."""
        self._counts[length] += 1

    def summary(self) -> LengthSummary:
        """What was collected; zeros for nothing."""
        count = self._counts.total()
        ordered = sorted(self._counts.items())
        percentiles, passed, wanted = {}, 0, list(PERCENTILES)
        for length, times in ordered:
            passed += times
            while wanted and passed >= math.ceil(wanted[0] / 100 * count):
                percentiles[wanted.pop(0)] = length
        total = sum(length * times for length, times in ordered)
        least, most = (ordered[0][0], ordered[-1][0]) if ordered else (0, 0)
        return LengthSummary(count, total, least, most, percentiles or dict.fromkeys(PERCENTILES, 0))
