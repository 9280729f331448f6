"""Findings and impression that a code names: sections of a Composition, and Observations."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from readroom_training.data.fhir.access import Resource, child, loinc_codes, objects, text
from readroom_training.data.fhir.bundle import Neighbours, references
from readroom_training.data.fhir.narrative import plain_text
from readroom_training.data.fhir.section_codes import SectionCodes
from readroom_training.data.limits import MAX_SECTION_DEPTH

# How R5's DiagnosticReport.composition is written in R4.
COMPOSITION_EXTENSION = "http://hl7.org/fhir/5.0/StructureDefinition/extension-DiagnosticReport.composition"


@dataclass(slots=True)
class CodedTexts:
    """Texts by code, in their order; `unresolved` when something referred to is not in the same file."""

    findings: list[str] = field(default_factory=list)
    impression: list[str] = field(default_factory=list)
    unresolved: bool = False

    def add(self, codes: set[str], known: SectionCodes, body: str) -> None:
        """Keeps a text if one of its codes is known."""
        if not body.strip():
            return
        if codes & known.findings:
            self.findings.append(body)
        elif codes & known.impression:
            self.impression.append(body)


def coded_texts(report: Resource, neighbours: Neighbours, known: SectionCodes) -> CodedTexts:
    """What the report's Composition says, and where it says nothing, what its results do."""
    found = CodedTexts()
    for composition in _compositions(report, neighbours, found):
        for section in _sections(composition):
            body = plain_text(text(child(section, "text"), "div"))
            if not body:
                entries = _resolved(references(section.get("entry")), composition, neighbours, found)
                body = "\n".join(text(one, "valueString") for one in entries)
            found.add(loinc_codes(child(section, "code")), known, body)
    if found.findings and found.impression:
        return found
    results = CodedTexts()
    for observation in _resolved(references(report.get("result")), report, neighbours, found):
        for part in (observation, *objects(observation.get("component"))):
            results.add(loinc_codes(child(part, "code")), known, text(part, "valueString"))
    found.findings = found.findings or results.findings
    found.impression = found.impression or results.impression
    return found


def _compositions(report: Resource, neighbours: Neighbours, found: CodedTexts) -> list[Resource]:
    """The Composition that the report names, or the one of a Bundle that holds one report in one document."""
    extensions = [one for one in objects(report.get("extension")) if text(one, "url") == COMPOSITION_EXTENSION]
    named = [child(one, "valueReference") for one in extensions] + [child(report, "composition")]
    if wanted := list(references([one for one in named if one])):
        return list(_resolved(wanted, report, neighbours, found))
    documents = neighbours.of_type("Composition")
    alone = len(documents) == 1 and len(neighbours.of_type("DiagnosticReport")) == 1
    return documents if alone else []


def _resolved(wanted: Iterable[str], owner: Resource, neighbours: Neighbours, found: CodedTexts) -> Iterator[Resource]:
    for reference in wanted:
        resource = neighbours.resolve(reference, owner)
        if resource is None:
            found.unresolved = True
        else:
            yield resource


def _sections(composition: Resource) -> Iterator[Resource]:
    """All sections, outer before inner, down to MAX_SECTION_DEPTH."""
    stack = [(one, 1) for one in reversed(objects(composition.get("section")))]
    while stack:
        section, depth = stack.pop()
        yield section
        if depth < MAX_SECTION_DEPTH:
            stack.extend((one, depth + 1) for one in reversed(objects(section.get("section"))))
