"""LOINC codes of what sections and observations hold (https://loinc.org/59776-5, https://loinc.org/19005-8)."""

from dataclasses import dataclass

# Procedure findings Narrative; Radiology Study observation (narrative).
FINDINGS_CODES = frozenset({"59776-5", "18782-3"})
# Radiology Imaging study [Impression] (narrative).
IMPRESSION_CODES = frozenset({"19005-8"})


@dataclass(frozen=True, slots=True)
class SectionCodes:
    """The built-in codes and a hospital's own."""

    findings: frozenset[str]
    impression: frozenset[str]

    @staticmethod
    def build(findings: tuple[str, ...] = (), impression: tuple[str, ...] = ()) -> "SectionCodes":
        """With further codes."""
        return SectionCodes(FINDINGS_CODES | set(findings), IMPRESSION_CODES | set(impression))
