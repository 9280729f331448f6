"""What the recipe's `options` of a source may say: one dataclass per reader, decoded with unknown keys refused."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from readroom_training.data.sections.headers import Headers


@dataclass(frozen=True, slots=True)
class SectionOptions:
    """How findings and impression are found in a whole report; names are added to the built-in English ones."""

    findings_headers: tuple[str, ...] = ()
    impression_headers: tuple[str, ...] = ()
    other_headers: tuple[str, ...] = ()  # of sections that are neither, so that they end one
    unlabelled: bool = True  # take findings that stand under no header of their own

    def headers(self) -> Headers:
        """The table of names."""
        return Headers.build(self.findings_headers, self.impression_headers, self.other_headers)


@dataclass(frozen=True, slots=True)
class Columns:
    """Names of an export's columns, or keys of its JSON objects. A null one is looked for under its own name.

    `report` is a whole report; where it is given, findings and impression come out of it.
    """

    id: str | None = None
    findings: str | None = None
    impression: str | None = None
    report: str | None = None
    patient: str | None = None
    modality: str | None = None
    body_part: str | None = None
    procedure: str | None = None
    date: str | None = None
    split: str | None = None
    novel: str | None = None
    seen: str | None = None


@dataclass(frozen=True, slots=True)
class RecordOptions:
    """Tables and JSON lines alike."""

    columns: Columns = field(default_factory=Columns)
    encoding: str = "utf-8"
    # What the split column says: {"TRN": train}. The usual names are known without it.
    splits: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    # Which reports are taken: {"modality": [CR, DX]}; keys are columns above, compared without regard to case.
    only: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    sections: SectionOptions = field(default_factory=SectionOptions)


@dataclass(frozen=True, slots=True)
class TableOptions(RecordOptions):
    """A delimited file. `delimiter` null: a tab for .tsv and .tab, else a comma."""

    delimiter: Literal[",", ";", "\t", "|"] | None = None
    quotes: bool = True  # false: a quotation mark is a character like any other


@dataclass(frozen=True, slots=True)
class MimicOptions:
    """MIMIC-CXR; `split_file` is mimic-cxr-2.0.0-split.csv(.gz), null: found beside the reports if it is there."""

    split_file: str | None = None
    sections: SectionOptions = field(default_factory=SectionOptions)


@dataclass(frozen=True, slots=True)
class FhirOptions:
    """DiagnosticReports; codes are LOINC's, added to the built-in ones."""

    findings_codes: tuple[str, ...] = ()
    impression_codes: tuple[str, ...] = ()
    encoding: str = "utf-8"
    sections: SectionOptions = field(default_factory=SectionOptions)


@dataclass(frozen=True, slots=True)
class NoOptions:
    """A fixed format."""
