"""One DiagnosticReport of FHIR R4 to a report.

Each text is taken from the first place that has it: coded sections and results; `conclusion` (impression); the text of
`presentedForm`; the narrative. The last two are whole reports, cut into sections.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from readroom_training.data.fhir.access import Resource, child, label, objects, text
from readroom_training.data.fhir.attachment import attachment_text
from readroom_training.data.fhir.bundle import Neighbours, references
from readroom_training.data.fhir.coded_texts import CodedTexts, coded_texts
from readroom_training.data.fhir.narrative import plain_text
from readroom_training.data.fhir.section_codes import SectionCodes
from readroom_training.data.limits import MAX_META_CHARS, MAX_SECTION_CHARS
from readroom_training.data.records import Rejected, Report
from readroom_training.data.rejections import reject
from readroom_training.data.sections.extract import Extracted, find_sections
from readroom_training.data.sections.headers import Headers
from readroom_training.data.text import clean, is_text, meta_value

# https://hl7.org/fhir/R4/valueset-diagnostic-report-status.html
_USABLE = frozenset({"final", "amended", "corrected", "appended"})
_WITHDRAWN = frozenset({"cancelled", "entered-in-error"})


@dataclass(frozen=True, slots=True)
class FhirForm:
    """What is the same for all reports of a source."""

    codes: SectionCodes
    headers: Headers
    unlabelled: bool


def diagnostic_report(resource: Resource, neighbours: Neighbours, form: FhirForm, where: str) -> Report | Rejected:
    """The report, or why it is none; `neighbours` are the resources that it may refer to."""
    status = text(resource, "status")
    if status not in _USABLE:
        return reject(where, "withdrawn" if status in _WITHDRAWN else "not-final")
    identity = clean(text(resource, "id") or next(_identifiers(resource), ""))
    if not identity or len(identity) > MAX_META_CHARS:
        return reject(where, "no-id" if not identity else "bad-value")
    coded = coded_texts(resource, neighbours, form.codes)
    found = _texts(resource, coded, form)
    if isinstance(found, str):
        return reject(where, found)
    if code := found.missing():
        return reject(where, _why(code, resource, coded))
    if max(len(found.findings), len(found.impression)) > MAX_SECTION_CHARS:
        return reject(where, "too-long")
    if not is_text(identity + found.findings + found.impression):
        return reject(where, "bad-encoding")
    meta = {
        "findings_from": found.findings_from,
        "addendum": "true" if found.addendum else "",
        "procedure": meta_value(label(child(resource, "code"))),
        "date": meta_value(text(resource, "effectiveDateTime") or text(resource, "issued"))[:10],
        **_study(resource, neighbours),
    }
    patient = clean(text(child(resource, "subject"), "reference")) or None
    known = {name: value for name, value in meta.items() if value and is_text(value)}
    return Report(identity, found.findings, found.impression, None, patient, known)


def _texts(resource: Resource, coded: CodedTexts, form: FhirForm) -> Extracted | str:
    findings = clean("\n".join(coded.findings))
    impression = clean("\n".join(coded.impression)) or clean(text(resource, "conclusion"))
    found = Extracted(findings, impression, "labelled" if findings else "", False)
    code = None
    for whole in _whole_texts(resource):
        if not found.missing():
            break
        part = find_sections(whole, form.headers, form.unlabelled) if is_text(whole) else "bad-encoding"
        if isinstance(part, str):
            code = code or part
            continue
        found = Extracted(
            found.findings or part.findings,
            found.impression or part.impression,
            found.findings_from or part.findings_from,
            found.addendum or part.addendum,
        )
    return code if code and found.missing() else found


def _whole_texts(resource: Resource) -> Iterator[str]:
    for attachment in objects(resource.get("presentedForm")):
        if whole := attachment_text(attachment):
            yield whole
    if narrative := plain_text(text(child(resource, "text"), "div")):
        yield narrative


def _why(code: str, resource: Resource, coded: CodedTexts) -> str:
    """The likeliest reason of a missing text."""
    if coded.unresolved:
        return "unresolved-reference"
    forms = objects(resource.get("presentedForm"))
    return "unsupported-form" if forms and not any(map(attachment_text, forms)) else code


def _identifiers(resource: Resource) -> Iterator[str]:
    for one in objects(resource.get("identifier")):
        if value := text(one, "value"):
            yield value


def _study(resource: Resource, neighbours: Neighbours) -> dict[str, str]:
    """Modality and body part of the first imaging study that is at hand."""
    for reference in references(resource.get("imagingStudy")):
        study = neighbours.resolve(reference, resource)
        if study is None:
            continue
        series = next(iter(objects(study.get("series"))), {})
        modality = next((text(one, "code") for one in objects(study.get("modality"))), "")
        modality = modality or text(child(series, "modality"), "code")
        return {"modality": meta_value(modality), "body_part": meta_value(text(child(series, "bodySite"), "display"))}
    return {}
