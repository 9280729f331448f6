"""FHIR R4 exports: NDJSON (one resource or Bundle per line), a Bundle as JSON, or a folder, zip or tar of such."""

import json
from collections.abc import Iterator
from pathlib import Path

from readroom_training.data.fhir.access import Resource, text
from readroom_training.data.fhir.bundle import Neighbours
from readroom_training.data.fhir.diagnostic_report import FhirForm, diagnostic_report
from readroom_training.data.fhir.section_codes import SectionCodes
from readroom_training.data.files.members import read_members
from readroom_training.data.files.streams import decode_text, open_bytes
from readroom_training.data.limits import MAX_BUNDLE_BYTES, MAX_BUNDLE_ENTRIES
from readroom_training.data.readers.json_lines import json_objects
from readroom_training.data.readers.options import FhirOptions
from readroom_training.data.records import Rejected, Report
from readroom_training.data.rejections import reject
from readroom_training.data.text import is_text

_LINES = (".ndjson", ".jsonl", ".ndjson.gz", ".jsonl.gz")


def read_fhir(path: Path, options: FhirOptions, where: str = "options") -> Iterator[Report | Rejected]:
    """One report or rejection per DiagnosticReport. Resources of other types are only looked up by reference.

    @raises TrainingError as `open_text` and `read_members`
    """
    form = FhirForm(
        SectionCodes.build(options.findings_codes, options.impression_codes),
        options.sections.headers(),
        options.sections.unlabelled,
    )
    for one in _documents(path, options.encoding):
        if isinstance(one, Rejected):
            yield one
        else:
            yield from _reports(one[1], form, one[0])


def _documents(path: Path, encoding: str) -> Iterator[tuple[str, Resource] | Rejected]:
    name = path.name.lower()
    if name.endswith(_LINES):
        yield from _lines(path, encoding)
    elif name.endswith(".json.gz"):
        with open_bytes(path) as stream:
            data = stream.read(MAX_BUNDLE_BYTES + 1)
        yield _document(path.name, data, encoding)
    else:
        if path.is_dir():
            for lines in sorted(one for one in path.iterdir() if one.name.lower().endswith(_LINES)):
                yield from _lines(lines, encoding)
        for member in read_members(path, (".json",), MAX_BUNDLE_BYTES):
            if isinstance(member, Rejected):
                yield member
            else:
                yield _document(f"{path.name}/{member.name}" if path.is_dir() else member.name, member.data, encoding)


def _lines(path: Path, encoding: str) -> Iterator[tuple[str, Resource] | Rejected]:
    for line in json_objects(path, encoding):
        yield line if isinstance(line, Rejected) else (line.where, line.values)


def _document(position: str, data: bytes, encoding: str) -> tuple[str, Resource] | Rejected:
    if len(data) > MAX_BUNDLE_BYTES:
        return reject(position, "too-long")
    plain = decode_text(data, encoding)
    if not is_text(plain):
        return reject(position, "bad-encoding")
    try:
        value = json.loads(plain)
    except RecursionError:
        return reject(position, "too-deep")
    except ValueError:
        return reject(position, "bad-json")
    return (position, value) if isinstance(value, dict) else reject(position, "not-recognised")


def _reports(document: Resource, form: FhirForm, position: str) -> Iterator[Report | Rejected]:
    kind = text(document, "resourceType")
    if kind == "DiagnosticReport":
        yield diagnostic_report(document, Neighbours(), form, position)
    elif kind == "Bundle":
        entries = document.get("entry", [])
        if not isinstance(entries, list) or len(entries) > MAX_BUNDLE_ENTRIES:
            yield reject(position, "not-recognised" if not isinstance(entries, list) else "too-long")
            return
        neighbours = Neighbours.of(document)
        for index, resource in enumerate(neighbours.resources):
            if text(resource, "resourceType") == "DiagnosticReport":
                yield diagnostic_report(resource, neighbours, form, f"{position}: entry {index}")
            elif not text(resource, "resourceType") or text(resource, "resourceType") == "Bundle":
                yield reject(f"{position}: entry {index}", "not-recognised")
    elif not kind:
        yield reject(position, "not-recognised")
