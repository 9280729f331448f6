"""BM25 over a fixed list of documents, with the order and the scores of src/domain/retrieval/bm25.ts."""

import math
from collections import Counter
from collections.abc import Collection, Sequence
from typing import NamedTuple

import numpy as np

from readroom_training.retrieval.words import search_words

# How soon repeats of a word stop to count, and how much long texts are held back: the usual values.
K1 = 1.2
B = 0.75
# Scores are rounded to this many steps per unit before they are ranked. Sums that differ only in their last bits, as
# logarithms of two languages may, are ties then, and the lower number comes first in both.
STEPS = 1e9


class Hit(NamedTuple):
    """A document, by its place in the list, and its score."""

    index: int
    score: float


class Bm25Index:
    """BM25 (Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009) with Lucene's inverse document
    frequency, which is never negative: the sum over the query's words, repeats included, of
    ln(1 + (N - df + 0.5) / (df + 0.5)) * tf (k1 + 1) / (tf + k1 (1 - b + b length / mean length)), in float64.

    IMPORTANT: the order of every operation is that of the TypeScript.
    """

    def __init__(self, documents: Sequence[str]) -> None:
        self._size = len(documents)
        lengths = np.zeros(self._size)
        found: dict[str, tuple[list[int], list[int]]] = {}
        for index, document in enumerate(documents):
            words = search_words(document)
            lengths[index] = len(words)
            for word, count in Counter(words).items():
                indices, counts = found.setdefault(word, ([], []))
                indices.append(index)
                counts.append(count)
        mean = float(lengths.sum()) / self._size if self._size > 0 else 0.0
        # Without a word in any document there is no mean, and nothing is ever found.
        norms = K1 * (1 - B + B * lengths / mean) if mean > 0 else lengths
        self._postings: dict[str, tuple[np.ndarray, np.ndarray]] = {}
        for word, (indices, counts) in found.items():
            places = np.array(indices, dtype=np.intp)
            frequencies = np.array(counts, dtype=np.float64)
            self._postings[word] = (places, frequencies * (K1 + 1) / (frequencies + norms[places]))

    def __len__(self) -> int:
        return self._size

    def search(self, query: str, limit: int, exclude: Collection[int] = ()) -> list[Hit]:
        """The documents nearest to the query, best first, the lower index first among equals.

        A document that shares no word with the query is not found. Excluded ones are not found either; they still
        count as documents.
        """
        scores = np.zeros(self._size)
        # A Counter keeps the order of first occurrence, in which the scores are summed.
        for word, count in Counter(search_words(query)).items():
            posting = self._postings.get(word)
            if posting is None:
                continue
            places, saturated = posting
            frequency = len(places)
            weight = count * math.log(1 + (self._size - frequency + 0.5) / (frequency + 0.5))
            scores[places] += weight * saturated
        rounded = np.floor(scores * STEPS + 0.5) / STEPS
        rounded[list(exclude)] = 0
        return [Hit(index, float(rounded[index])) for index in _best(rounded, limit)]


def _best(scores: np.ndarray, limit: int) -> list[int]:
    """Indices of the highest scores above zero, the lower index first among equals."""
    candidates = np.flatnonzero(scores > 0)
    if limit < len(candidates):
        # Everything that ties with the last place stays in, so that the index and not the partition decides.
        values = scores[candidates]
        cut = np.partition(values, len(values) - limit)[len(values) - limit] if limit > 0 else np.inf
        candidates = candidates[values >= cut]
    order = np.argsort(-scores[candidates], kind="stable")
    return [int(index) for index in candidates[order][:limit]]
