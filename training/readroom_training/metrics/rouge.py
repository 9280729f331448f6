"""ROUGE-1, ROUGE-2 and ROUGE-L by rouge-score, without a stemmer, lower-cased: as src/domain/metrics/rouge.ts."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from rouge_score.rouge_scorer import RougeScorer

NAMES = ("rouge1", "rouge2", "rougeL")

# The table of the longest common subsequence grows with the product of both lengths: longer texts are cut.
MAX_WORDS = 10_000

_WORD = re.compile("[a-z0-9]+")
_SCORER = RougeScorer(list(NAMES), use_stemmer=False)


@dataclass(frozen=True, slots=True)
class RougeScores:
    """F1 of one pair of texts, 0 to 1."""

    rouge1: float
    rouge2: float
    rougeL: float  # noqa: N815 (the name that everyone gives it)


def rouge_words(text: str) -> list[str]:
    """What is compared: runs of a-z and 0-9 of the lower-cased text."""
    return _WORD.findall(text.lower())[:MAX_WORDS]


def rouge(reference: str, prediction: str) -> RougeScores:
    """Scores of one prediction."""
    scores = _SCORER.score(" ".join(rouge_words(reference)), " ".join(rouge_words(prediction)))
    return RougeScores(*(scores[name].fmeasure for name in NAMES))


def score(predictions: Sequence[str], references: Sequence[str]) -> Mapping[str, float]:
    """Means over all pairs, by the names of `NAMES`; 0 for none."""
    return mean_scores(
        rouge(reference, prediction) for prediction, reference in zip(predictions, references, strict=True)
    )


def mean_scores(scores: Iterable[RougeScores]) -> Mapping[str, float]:
    """Means by the names of `NAMES`; 0 for none."""
    all_scores = list(scores)
    return {name: fmean(getattr(one, name) for one in all_scores) if all_scores else 0.0 for name in NAMES}
