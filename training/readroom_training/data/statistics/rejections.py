"""Rejected rows by code, with where the first ones are."""

from collections import Counter, defaultdict

from readroom_training.data.records import Rejected
from readroom_training.data.rejections import REASONS

# Enough to look a mistake up in the export.
MAX_POSITIONS = 5


class RejectionCounter:
    """Counts all, remembers few."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._positions: dict[str, list[str]] = defaultdict(list)

    def add(self, rejected: Rejected) -> None:
        """One more."""
        self._counts[rejected.code] += 1
        if len(self._positions[rejected.code]) < MAX_POSITIONS:
            self._positions[rejected.code].append(rejected.where)

    @property
    def total(self) -> int:
        return self._counts.total()

    def as_json(self) -> dict[str, object]:
        """By code, most frequent first: count, sentence, first positions."""
        return {
            code: {"count": count, "reason": REASONS[code], "first": self._positions[code]}
            for code, count in sorted(self._counts.items(), key=lambda item: (-item[1], item[0]))
        }
