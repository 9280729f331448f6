"""The impression of the most similar training report, the baseline that any model must beat on reports made of
templates: as src/domain/metrics/nearest-neighbour.ts."""

import math
from collections import Counter
from collections.abc import Sequence
from typing import Protocol

from .rouge import rouge_words


class ReportPair(Protocol):
    """What is needed of a training report; `data.records.Report` has it."""

    @property
    def findings(self) -> str: ...
    @property
    def impression(self) -> str: ...


class NearestNeighbour:
    """Cosine of TF-IDF vectors, term counts times ln((1 + n) / (1 + df)) + 1, k = 1; of equals the first."""

    def __init__(self, training: Sequence[ReportPair]) -> None:
        self._training = training
        documents = [Counter(rouge_words(report.findings)) for report in training]
        self._frequency = Counter(word for words in documents for word in words)
        self._postings: dict[str, list[tuple[int, float]]] = {}
        for document, words in enumerate(documents):
            for word, weight in self._unit_vector(words).items():
                self._postings.setdefault(word, []).append((document, weight))

    def answer(self, findings: str) -> str:
        """The impression for these findings; empty when there is no training report."""
        if not self._training:
            return ""
        scores = [0.0] * len(self._training)
        for word, weight in self._unit_vector(Counter(rouge_words(findings))).items():
            for document, other in self._postings.get(word, ()):
                scores[document] += weight * other
        return self._training[scores.index(max(scores))].impression

    def _unit_vector(self, counts: Counter[str]) -> dict[str, float]:
        weights = {word: count * self._idf(word) for word, count in counts.items()}
        squares = 0.0
        for weight in weights.values():
            squares += weight * weight
        length = math.sqrt(squares)
        return {word: weight / length for word, weight in weights.items()}

    def _idf(self, word: str) -> float:
        return math.log((1 + len(self._training)) / (1 + self._frequency[word])) + 1
