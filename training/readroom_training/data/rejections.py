"""Why a row is not a report: one code and one sentence each, so that statistics can count them."""

from readroom_training.data.records import Rejected

REASONS = {
    # rows and files
    "bad-row": "The row does not follow the rules of its format.",
    "bad-columns": "The row has more or fewer fields than the header.",
    "bad-encoding": "The row holds bytes that are no text in the declared encoding.",
    "bad-json": "The line is no JSON.",
    "bad-xml": "The file is no well-formed XML.",
    "bad-value": "A field is not of the kind that its column must have.",
    "too-long": "It is longer than any report; a limit keeps memory bounded.",
    "too-deep": "It is nested deeper than any such document.",
    "forbidden-xml": "The file declares a document type, which is refused since it can define entities.",
    "unsafe-name": "The name of the file leads out of its folder or archive.",
    "not-a-file": "It is a link, a device or another thing that is not a plain file.",
    "encrypted": "The file is encrypted in its archive.",
    "damaged": "The file cannot be read from its archive.",
    "not-recognised": "It is not in the form that this reader knows.",
    # reports
    "no-id": "The report has no identifier.",
    "no-report-text": "The report has no text.",
    "no-findings": "The report has no findings.",
    "no-impression": "The report has no impression.",
    "combined": "Findings and impression stand in one section and cannot be told apart.",
    "several-impressions": "The report has several different impressions; which findings each sums up is not known.",
    "only-preliminary": "Only a wet read or a preliminary report is there, no final one.",
    "not-final": "The report's status says that it is not final.",
    "withdrawn": "The report's status says that it was cancelled or entered in error.",
    "unsupported-form": "The text is only there in a form that is not read, such as PDF.",
    "unresolved-reference": "The text is in a resource that is referred to but not in the same file.",
    "marked": "The report holds words that de-identification masked.",
    # sets
    "not-selected": "The recipe selects other reports.",
    "no-split": "Neither the report nor the recipe says which split it belongs to.",
    "conflicting-split": "The list of splits names the study twice, with different splits.",
    "no-report-file": "The list of splits names a study whose report is not there.",
    "no-patient": "The split is drawn by patient and the report names none.",
    "duplicate": "A report with the same findings and impression came before.",
    "leaks": "The training report shares its patient or its findings with a held-out report.",
}


def reject(where: str, code: str) -> Rejected:
    """A rejection with the sentence of its code; an unknown code is a mistake of the caller (KeyError)."""
    return Rejected(where, code, REASONS[code])
