"""Open-i, the Indiana University chest radiographs (https://openi.nlm.nih.gov/faq#collection): NLM's XML and a CSV.

One XML file holds one report as a citation: `<uId id="CXR1"/>`, its sections in `<AbstractText Label="FINDINGS">`,
`<MeSH><major>`, one `<parentImage id="…">` per image. The CSV form (indiana_reports.csv) has one row per report.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from readroom_training.data.files.members import Member, read_members
from readroom_training.data.files.safe_xml import XmlRefused, parse_xml
from readroom_training.data.limits import MAX_META_CHARS, MAX_REPORT_FILE_BYTES, MAX_SECTION_CHARS
from readroom_training.data.readers.options import Columns, NoOptions, TableOptions
from readroom_training.data.readers.table import read_table
from readroom_training.data.records import Rejected, Report
from readroom_training.data.rejections import reject
from readroom_training.data.text import clean, is_text

_CSV = TableOptions(columns=Columns(id="uid", findings="findings", impression="impression"))


def read_openi_csv(path: Path, options: NoOptions, where: str = "options") -> Iterator[Report | Rejected]:
    """Rows of indiana_reports.csv: uid, MeSH, Problems, image, indication, comparison, findings, impression.

    @raises TrainingError as `read_table`
    """
    return read_table(path, _CSV, where)


def read_openi_xml(path: Path, options: NoOptions, where: str = "options") -> Iterator[Report | Rejected]:
    """One report per XML file of a folder, a tar, a zip, or a file by itself.

    @raises TrainingError as `read_members`
    """
    for one in read_members(path, (".xml",), MAX_REPORT_FILE_BYTES):
        yield one if isinstance(one, Rejected) else _report(one, f"{path.name}/{one.name}")


class _Citation:
    """What parsing collects: labelled sections and the report's identifier."""

    def __init__(self) -> None:
        self.root = ""
        self.id = ""
        self.sections: dict[str, list[str]] = {}
        self._target: list[str] | None = None

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.root = self.root or tag
        if tag == "uId":
            self.id = attributes.get("id", "")
        elif tag == "AbstractText":
            self._target = self.sections.setdefault(attributes.get("Label", "").strip().upper(), [])

    def end(self, tag: str) -> None:
        if tag == "AbstractText":
            self._target = None

    def text(self, characters: str) -> None:
        if self._target is not None:
            self._target.append(characters)


def _report(member: Member, position: str) -> Report | Rejected:
    citation = _Citation()
    try:
        parse_xml(member.data, citation.start, citation.end, citation.text)
    except XmlRefused as error:
        return reject(position, error.code)
    if citation.root != "eCitation":
        return reject(position, "not-recognised")
    if not clean(citation.id) or len(citation.id) > MAX_META_CHARS:
        return reject(position, "no-id")
    texts = {label: clean("".join(parts)) for label, parts in citation.sections.items()}
    findings, impression = texts.get("FINDINGS", ""), texts.get("IMPRESSION", "")
    if max(len(findings), len(impression)) > MAX_SECTION_CHARS:
        return reject(position, "too-long")
    if not findings or not impression:
        return reject(position, "no-findings" if not findings else "no-impression")
    if not is_text(citation.id + findings + impression):
        return reject(position, "bad-encoding")
    meta = {"modality": "XR", "body_part": "chest", "findings_from": "labelled"}
    return Report(clean(citation.id), findings, impression, meta=meta)
