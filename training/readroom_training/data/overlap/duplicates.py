"""How much of a data set says the same: exact duplicates, repeated findings, templates."""

from array import array
from dataclasses import dataclass

import numpy as np

from readroom_training.data.overlap.keys import id_key, pair_key, text_key
from readroom_training.data.records import Report

# Findings that three reports or more share word for word are nobody's prose but a template.
TEMPLATE_REPORTS = 3


@dataclass(frozen=True, slots=True)
class Duplicates:
    """Counts over a set of `reports`; `repeated_*` count the reports beyond the first of each group of equals."""

    reports: int
    repeated_ids: int
    repeated_pairs: int  # same findings and same impression
    repeated_findings: int
    template_reports: int  # reports whose findings at least TEMPLATE_REPORTS reports have
    distinct_impressions: int
    commonest_impression: int  # reports that have it

    @property
    def template_share(self) -> float:
        return self.template_reports / self.reports if self.reports else 0.0


class DuplicateCounter:
    """Counts while reports stream by: 32 bytes per report."""

    def __init__(self) -> None:
        self._ids, self._pairs, self._findings, self._impressions = (array("Q") for _ in range(4))

    def add(self, report: Report) -> None:
        """Takes a report in."""
        self._ids.append(id_key(report.id))
        self._pairs.append(pair_key(report))
        self._findings.append(text_key(report.findings))
        self._impressions.append(text_key(report.impression))

    def counts(self) -> Duplicates:
        """The counts so far."""
        total = len(self._ids)
        findings, impressions = _group_sizes(self._findings), _group_sizes(self._impressions)
        return Duplicates(
            reports=total,
            repeated_ids=total - len(_group_sizes(self._ids)),
            repeated_pairs=total - len(_group_sizes(self._pairs)),
            repeated_findings=total - len(findings),
            template_reports=int(findings[findings >= TEMPLATE_REPORTS].sum()),
            distinct_impressions=len(impressions),
            commonest_impression=int(impressions.max(initial=0)),
        )


def _group_sizes(keys: "array[int]") -> np.ndarray:
    """How many keys there are of each value: shape [distinct]."""
    return np.unique(np.frombuffer(keys, dtype=np.uint64), return_counts=True)[1] if keys else np.zeros(0, np.int64)
