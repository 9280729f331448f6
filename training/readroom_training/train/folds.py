"""Training reports shared out so that what one teacher learns from tells nothing of what it is asked about."""

from collections.abc import Sequence

from readroom_training.data.records import Report
from readroom_training.data.text import words
from readroom_training.train.randomness import random_at


def fold_of(reports: Sequence[Report], folds: int, seed: int) -> list[int]:
    """
    The fold, from 0, of each report. Reports of one patient, and reports whose findings read alike, share theirs; whole
    groups are dealt out, the largest first, each to the fold that has least.
    """
    groups = _groups(reports)
    order = list(range(len(groups)))
    random_at(seed, "folds").shuffle(order)
    # The sort is stable: groups of one size stay shuffled.
    order.sort(key=lambda group: -len(groups[group]))
    sizes, found = [0] * folds, [0] * len(reports)
    for group in order:
        fold = sizes.index(min(sizes))
        sizes[fold] += len(groups[group])
        for index in groups[group]:
            found[index] = fold
    return found


def _groups(reports: Sequence[Report]) -> list[list[int]]:
    """Indices of reports that are tied together, directly or by way of others."""
    leader = list(range(len(reports)))

    def lead(index: int) -> int:
        while leader[index] != index:
            leader[index] = leader[leader[index]]
            index = leader[index]
        return index

    first: dict[tuple[str, ...], int] = {}
    for index, report in enumerate(reports):
        keys = [("findings", *words(report.findings))]
        if report.patient is not None:
            keys.append(("patient", report.patient))
        for key in keys:
            leader[lead(index)] = lead(first.setdefault(key, index))
    groups: dict[int, list[int]] = {}
    for index in range(len(reports)):
        groups.setdefault(lead(index), []).append(index)
    return list(groups.values())
