"""Whatever happens to an export's bytes, a reader gives reports, rejections or one typed error."""

import gzip
import io
import json
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readroom_training.data.readers.fhir import read_fhir
from readroom_training.data.readers.json_lines import read_json_lines
from readroom_training.data.readers.mimic_cxr import read_mimic_cxr
from readroom_training.data.readers.openi import read_openi_xml
from readroom_training.data.readers.options import (
    Columns,
    FhirOptions,
    MimicOptions,
    NoOptions,
    RecordOptions,
    TableOptions,
)
from readroom_training.data.readers.table import read_table
from readroom_training.data.records import Rejected, Report
from readroom_training.data.rejections import REASONS
from readroom_training.errors import TrainingError

WHOLE = "FINAL REPORT\nFINDINGS: Clear, ___.\n\nIMPRESSION: Normal.\nADDENDUM: No."
XML = (
    "<eCitation><uId id='1'/><Abstract><AbstractText Label='FINDINGS'>a&amp;b</AbstractText>"
    "<AbstractText Label='IMPRESSION'>c</AbstractText></Abstract></eCitation>"
)


def packed_zip(name: str, text: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, text)
        archive.writestr("2" + name, text)
    return buffer.getvalue()


def packed_tar(name: str, text: str) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for one in (name, "2" + name):
            info = tarfile.TarInfo(one)
            info.size = len(text)
            archive.addfile(info, io.BytesIO(text.encode()))
    return buffer.getvalue()


RESOURCE = {
    "resourceType": "DiagnosticReport",
    "id": "1",
    "status": "final",
    "text": {"div": "<div>FINDINGS: a<br/>IMPRESSION: b</div>"},
    "result": [{"reference": "#o"}],
    "contained": [{"id": "o", "code": {"coding": [{"code": "59776-5"}]}, "valueString": "a"}],
    "presentedForm": [{"contentType": "text/plain", "data": "RklORElOR1M6IGE="}],
}
BUNDLE = json.dumps({"resourceType": "Bundle", "entry": [{"fullUrl": "x", "resource": RESOURCE}]})
TABLE = f'id,report,split\n1,"{WHOLE}",train\n2,"FINDINGS: ""a""\nIMPRESSION: b",val\n'
MIMIC = "files/p10/p10000032/s50000001.txt"

Read = Callable[[Path], Iterator[Report | Rejected]]
CASES: dict[str, tuple[bytes, Read]] = {
    "a.csv": (TABLE.encode(), lambda path: read_table(path, TableOptions(columns=Columns(report="report")))),
    "a.csv.gz": (gzip.compress(TABLE.encode(), mtime=0), lambda path: read_table(path, TableOptions())),
    "a.jsonl": (
        json.dumps({"id": "1", "findings": "a é", "impression": "b"}).encode() + b"\n{}\n",
        lambda path: read_json_lines(path, RecordOptions()),
    ),
    "a.ndjson": (json.dumps(RESOURCE).encode() + b"\n" + BUNDLE.encode(), lambda path: read_fhir(path, FhirOptions())),
    "a.json": (BUNDLE.encode(), lambda path: read_fhir(path, FhirOptions())),
    "a.xml": (XML.encode(), lambda path: read_openi_xml(path, NoOptions())),
    "a.tar": (packed_tar("a.xml", XML), lambda path: read_openi_xml(path, NoOptions())),
    "b.zip": (packed_zip(MIMIC, WHOLE), lambda path: read_mimic_cxr(path, MimicOptions())),
}


@pytest.mark.parametrize("name", CASES)
@given(data=st.data())
def test_damaged_bytes_never_end_in_another_failure(
    tmp_path_factory: pytest.TempPathFactory, name: str, data: st.DataObject
) -> None:
    whole, read = CASES[name]
    damaged = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.mktemp("damaged") / name
    path.write_bytes(damaged[: data.draw(st.integers(0, len(damaged)))] if data.draw(st.booleans()) else damaged)
    try:
        items = list(read(path))
    except TrainingError as error:
        assert error.code.startswith("data/")
        return
    for one in items:
        if isinstance(one, Rejected):
            assert one.code in REASONS
        else:
            assert one.id and one.findings and one.impression
