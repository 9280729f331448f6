"""
What colleagues wrote for findings like these, in the place of one's own wording of a normal report.

Normal impressions are worded at random ("No acute disease.", "Negative chest."), and a model cannot foresee which one
was meant. The wording that most resembles all those written for similar findings is what it can learn (minimum Bayes
risk, Kumar and Byrne 2004, over neighbours in the place of samples).
"""

import math
from collections import Counter
from collections.abc import Sequence
from typing import Protocol

from readroom_training.data.deidentified import has_marks
from readroom_training.data.text import words
from readroom_training.honesty.check_draft import check_draft
from readroom_training.honesty.mentions import find_mentions
from readroom_training.honesty.sides import swap_sides
from readroom_training.honesty.variants import claimed
from readroom_training.metrics.baselines import is_abnormal
from readroom_training.retrieval.bm25 import Bm25Index

NEIGHBOURS = 16
# A neighbour counts by its score relative to the best one's, to this power.
_SHARPNESS = 4
# A normal impression is short; a longer one tells something of this patient.
_MOST_WORDS = 14

_Counts = tuple[Counter[str], Counter[tuple[str, str]]]


class HasFindings(Protocol):
    @property
    def findings(self) -> str: ...


def consensus_targets(reports: Sequence[HasFindings], targets: Sequence[str]) -> list[str | None]:
    """
    By report: the target, among its neighbours' and its own, that is nearest to all of them by ROUGE-1 and ROUGE-2;
    None where the report's own target names a problem or a side, is long or masked, or where no neighbour's target is
    plainly normal and true of these findings.
    """
    index = Bm25Index([report.findings for report in reports])
    counts = [_counts(target) for target in targets]
    plain = [_is_plain(target) for target in targets]
    return [
        _consensus(report.findings, place, index, targets, counts, plain) if plain[place] else None
        for place, report in enumerate(reports)
    ]


def _consensus(
    findings: str,
    place: int,
    index: Bm25Index,
    targets: Sequence[str],
    counts: Sequence[_Counts],
    plain: Sequence[bool],
) -> str | None:
    masked = [hit for hit in index.search(findings, 2 * NEIGHBOURS, {place}) if not has_marks(targets[hit.index])]
    hits = masked[:NEIGHBOURS]
    best = hits[0].score if hits else 1.0
    weights = [(hit.index, (hit.score / best) ** _SHARPNESS) for hit in hits] + [(place, 1.0)]
    candidates = [one for one, _ in weights if plain[one] and not check_draft(findings, targets[one])]
    if not candidates:
        return None

    def support(candidate: int) -> float:
        return math.fsum(weight * _likeness(counts[candidate], counts[one]) for one, weight in weights)

    # max takes the first of equals: the nearest neighbour's.
    return targets[max(candidates, key=support)]


def _is_plain(target: str) -> bool:
    """Says that nothing is wrong, in a few words, about no side."""
    if len(target.split()) > _MOST_WORDS or has_marks(target) or is_abnormal(target):
        return False
    return not claimed(find_mentions(target)) and swap_sides(target) == target


def _counts(target: str) -> _Counts:
    found = words(target)
    return Counter(found), Counter(zip(found, found[1:], strict=False))


def _likeness(one: _Counts, other: _Counts) -> float:
    """Two thirds ROUGE-1, one third ROUGE-2, both F1."""
    return (2 * _f1(one[0], other[0]) + _f1(one[1], other[1])) / 3


def _f1(one: Counter, other: Counter) -> float:
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0
