"""Finding near-duplicates exactly, without comparing every pair.

Prefix filter (Chaudhuri, Ganti, Kaushik 2006; Bayardo, Ma, Srikant 2007): order all shingles by rarity. Two sets with a
resemblance of at least t share one of the first |x| - ceil(t·|x|) + 1 shingles of either, so only those are looked up.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable

from readroom_training.data.overlap.shingles import Shingles, resemblance, shingles

# Four of five word triples the same: a sentence added to or taken from a report of usual length.
NEAR = 0.8
# Rounding must not lose a pair that lies on the threshold.
_ROUNDING = 1e-9


class NearIndex:
    """Texts that others are compared with; equal sets of shingles are kept once."""

    def __init__(self, texts: Iterable[str], least: float = NEAR) -> None:
        self._least = least
        self._sets = list(dict.fromkeys(one for text in texts if (one := shingles(text))))
        self._frequency = Counter(shingle for one in self._sets for shingle in one)
        self._by_shingle: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for index, one in enumerate(self._sets):
            for shingle in self._prefix(one):
                self._by_shingle[shingle].append(index)

    def has_near(self, text: str) -> bool:
        """Whether any text of the index resembles this one by at least the threshold."""
        wanted = shingles(text)
        if not wanted:
            return False
        tried: set[int] = set()
        for shingle in self._prefix(wanted):
            for index in self._by_shingle.get(shingle, ()):
                if index not in tried:
                    tried.add(index)
                    if resemblance(wanted, self._sets[index]) >= self._least - _ROUNDING:
                        return True
        return False

    def _prefix(self, one: Shingles) -> list[tuple[str, ...]]:
        length = len(one) - math.ceil(self._least * len(one) - _ROUNDING) + 1
        return sorted(one, key=lambda shingle: (self._frequency.get(shingle, 0), shingle))[:length]
