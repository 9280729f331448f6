"""Where the reports of a recipe come from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from readroom_training.config.decode import limited

# What numpy's and torch's generators take without wrapping.
MAX_SEED = (1 << 32) - 1

Reader = Literal["jsonl", "openi-xml", "openi-csv", "mimic-cxr", "table", "fhir"]


@dataclass(frozen=True, slots=True)
class Source:
    """One export. `split` says what its reports serve, unless they say so themselves or it is to be drawn."""

    reader: Reader
    path: str  # relative to data.root
    # `declared`: the report's own split; `drawn`: by data.split.
    split: Literal["train", "validation", "test", "declared", "drawn"] = "declared"
    name: str | None = None  # in statistics and the run record; null: the path's last part
    limit: int | None = limited(None, least=1, most=1_000_000_000)  # first reports only
    options: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))  # known to the reader


@dataclass(frozen=True, slots=True)
class DrawnSplit:
    """How reports of `drawn` sources are shared out: a patient's, or an equal report's, never to two splits."""

    by: Literal["patient", "report"] = "patient"
    validation: float = limited(0.05, least=0, most=0.9)
    test: float = limited(0.05, least=0, most=0.9)
    seed: int = limited(0, least=0, most=MAX_SEED)


@dataclass(frozen=True, slots=True)
class DataSettings:
    """All sources and what is done about what they share."""

    sources: tuple[Source, ...]
    root: str = "."  # relative to the recipe; `--data DIR` on the command line replaces it
    split: DrawnSplit = field(default_factory=DrawnSplit)
    # A training report with the findings, or nearly, of a validation or test report.
    leakage: Literal["report", "drop", "refuse"] = "report"
    deduplicate: bool = False  # keep one of several training reports with equal findings and impression
