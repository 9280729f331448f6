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
        self._first: dict[str, list[Rejected]] = defaultdict(list)

    def add(self, rejected: Rejected) -> None:
        """One more."""
        self._counts[rejected.code] += 1
        if len(self._first[rejected.code]) < MAX_POSITIONS:
            self._first[rejected.code].append(rejected)

    @property
    def total(self) -> int:
        return self._counts.total()

    def as_json(self, names: bool = False) -> dict[str, object]:
        """By code, most frequent first: count, sentence, first positions; names of files in folders only on request."""
        return {
            code: {"count": count, "reason": REASONS[code], "first": self._places(code, names)}
            for code, count in sorted(self._counts.items(), key=lambda item: (-item[1], item[0]))
        }

    def _places(self, code: str, names: bool) -> list[str]:
        # Cut to their folder, several are one.
        return list(dict.fromkeys(one.place(names) for one in self._first[code]))
