"""What every reader yields."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Split = Literal["train", "validation", "test"]
SPLITS: tuple[Split, ...] = ("train", "validation", "test")
HELD_OUT: tuple[Split, ...] = ("validation", "test")


@dataclass(frozen=True, slots=True)
class Report:
    """One report that can be trained on: both texts are clean (`text.clean`) and not empty."""

    id: str
    findings: str
    impression: str
    split: str | None = None  # one of SPLITS once `open_data` has seen it
    patient: str | None = None
    # What else the export told, by the keys of `META`; never text of the report.
    meta: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row or file that gave no report. `reason` is a sentence that quotes nothing of it."""

    where: str  # file, and row or member in it
    code: str  # a key of `rejections.REASONS`
    reason: str


# Keys of `Report.meta` that statistics and other parts know.
META = {
    "modality": "as the export has it, such as CR",
    "body_part": "as the export has it",
    "date": "ISO 8601, as far as known",
    "procedure": "what was examined, as the export has it",
    "findings_from": "what told the findings: labelled, view or unlabelled",
    "addendum": "true: the report has an addendum, which is not part of its texts",
    "novel": "true: unlike any held-out report, as the export says",
    "seen": "true: the findings occur in the training reports, as the export says",
}
