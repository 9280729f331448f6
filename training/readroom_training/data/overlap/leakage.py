"""What training reports share with held-out ones: figures on such reports say nothing about new patients."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from readroom_training.data.overlap.keys import id_key, pair_key, text_key
from readroom_training.data.overlap.near import NEAR, NearIndex
from readroom_training.data.records import Report


@dataclass(slots=True)
class _Seen:
    """What some reports say, as keys."""

    ids: set[int] = field(default_factory=set)
    patients: set[int] = field(default_factory=set)
    findings: set[int] = field(default_factory=set)
    pairs: set[int] = field(default_factory=set)

    def add(self, report: Report) -> None:
        self.ids.add(id_key(report.id))
        if report.patient is not None:
            self.patients.add(id_key(report.patient))
        self.findings.add(text_key(report.findings))
        self.pairs.add(pair_key(report))


@dataclass(frozen=True, slots=True)
class Shared:
    """What one report shares with a set of others."""

    id: bool
    patient: bool
    pair: bool
    findings: bool
    near: bool  # findings nearly the same, or the same


class HeldOut:
    """Held-out reports, to be asked about training reports."""

    def __init__(self, reports: Iterable[Report] = (), least: float = NEAR) -> None:
        """Memory grows with the different findings. `least`: resemblance from which findings are nearly the same."""
        self._seen = _Seen()
        self._texts: dict[int, str] = {}
        self._least = least
        for report in reports:
            self.add(report)

    def add(self, report: Report) -> None:
        """One more held-out report; not after the first question."""
        self._seen.add(report)
        self._texts.setdefault(text_key(report.findings), report.findings)

    @cached_property
    def _near(self) -> NearIndex:
        return NearIndex(self._texts.values(), self._least)

    def shared(self, report: Report) -> Shared:
        """What a training report has in common with any of them."""
        findings = text_key(report.findings) in self._seen.findings
        return Shared(
            id=id_key(report.id) in self._seen.ids,
            patient=report.patient is not None and id_key(report.patient) in self._seen.patients,
            pair=pair_key(report) in self._seen.pairs,
            findings=findings,
            near=findings or self._near.has_near(report.findings),
        )

    def shares(self, report: Report) -> bool:
        """Whether it is the same patient's, or has the same or nearly the same findings."""
        shared = self.shared(report)
        return shared.id or shared.patient or shared.near


@dataclass(slots=True)
class Leakage:
    """Training reports that share something with one held-out split, and held-out reports whose findings are known.

    `seen` of `held_out`: reports of the held-out split whose findings occur in training word for word; the others are
    the unseen view of evaluation.
    """

    held_out: int = 0
    seen: int = 0
    same_id: int = 0
    same_patient: int = 0
    same_pair: int = 0
    same_findings: int = 0
    near_findings: int = 0

    def add_training(self, shared: Shared) -> None:
        """Counts one training report."""
        self.same_id += shared.id
        self.same_patient += shared.patient
        self.same_pair += shared.pair
        self.same_findings += shared.findings
        self.near_findings += shared.near
