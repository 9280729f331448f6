"""Texts as sets of word triples, to tell how near two texts are (Broder 1997, "On the resemblance and containment")."""

from readroom_training.data.text import words

SHINGLE_WORDS = 3
Shingles = frozenset[tuple[str, ...]]


def shingles(text: str) -> Shingles:
    """All runs of SHINGLE_WORDS words; a shorter text is one shingle, an empty one none."""
    parts = words(text)
    if not parts:
        return frozenset()
    last = max(1, len(parts) - SHINGLE_WORDS + 1)
    return frozenset(tuple(parts[i : i + SHINGLE_WORDS]) for i in range(last))


def resemblance(a: Shingles, b: Shingles) -> float:
    """Shared shingles over all shingles of both (Jaccard), 0 for two empty sets."""
    shared = len(a & b)
    union = len(a) + len(b) - shared
    return shared / union if union else 0.0
