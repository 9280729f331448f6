"""Counts by a value that an export names, bounded: a wrong column must not fill memory or a table."""

from collections import Counter

# Modalities and body parts are dozens; past this the column holds something else.
MAX_GROUPS = 200
OTHERS = "(others)"
NONE = "(none)"


class Tally:
    """Counts per value; values beyond the first MAX_GROUPS different ones count as OTHERS."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def add(self, value: str | None) -> None:
        """One more; None and "" count as NONE."""
        name = value or NONE
        known = name in self._counts or len(self._counts) < MAX_GROUPS
        self._counts[name if known else OTHERS] += 1

    def as_json(self) -> dict[str, int]:
        """Most frequent first, then by name."""
        return dict(sorted(self._counts.items(), key=lambda item: (-item[1], item[0])))
