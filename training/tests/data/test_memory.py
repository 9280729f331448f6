import gzip
import io
import json
import tarfile
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from readroom_training.data.readers.fhir import read_fhir
from readroom_training.data.readers.json_lines import read_json_lines
from readroom_training.data.readers.openi import read_openi_xml
from readroom_training.data.readers.options import FhirOptions, NoOptions, RecordOptions, TableOptions
from readroom_training.data.readers.table import read_table
from readroom_training.data.records import Rejected, Report

ROWS = 200
FINDINGS = "The lungs are clear and no effusion is seen. " * 150  # 6.6 KB: all rows are more than twice the bound
MOST_BYTES = 1 << 19


def table(path: Path) -> Iterator[Report | Rejected]:
    file = path / "a.csv.gz"
    with gzip.open(file, "wt") as stream:
        stream.write("id,findings,impression\n")
        stream.writelines(f"{i},{FINDINGS},Normal.\n" for i in range(ROWS))
    return read_table(file, TableOptions())


def json_lines(path: Path) -> Iterator[Report | Rejected]:
    file = path / "a.jsonl"
    with file.open("w") as stream:
        for i in range(ROWS):
            stream.write(json.dumps({"id": i, "findings": FINDINGS, "impression": "Normal."}) + "\n")
    return read_json_lines(file, RecordOptions())


def ndjson(path: Path) -> Iterator[Report | Rejected]:
    file = path / "a.ndjson"
    narrative = f"<div>FINDINGS: {FINDINGS}<br/>IMPRESSION: Normal.</div>"
    with file.open("w") as stream:
        for i in range(ROWS):
            resource = {"resourceType": "DiagnosticReport", "id": str(i), "status": "final", "text": {"div": narrative}}
            stream.write(json.dumps(resource) + "\n")
    return read_fhir(file, FhirOptions())


def tar(path: Path) -> Iterator[Report | Rejected]:
    file = path / "a.tar"
    sections = (("FINDINGS", FINDINGS), ("IMPRESSION", "Normal."))
    body = "".join(f"<AbstractText Label='{label}'>{text}</AbstractText>" for label, text in sections)
    with tarfile.open(file, "w") as archive:
        for i in range(ROWS):
            data = f"<eCitation><uId id='{i}'/>{body}</eCitation>".encode()
            info = tarfile.TarInfo(f"{i}.xml")
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return read_openi_xml(file, NoOptions())


@pytest.mark.parametrize("make", [table, json_lines, ndjson, tar])
def test_memory_does_not_grow_with_the_export(
    tmp_path: Path, make: Callable[[Path], Iterator[Report | Rejected]]
) -> None:
    items = make(tmp_path)
    next(items)
    tracemalloc.start()
    count = sum(isinstance(one, Report) for one in items)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == ROWS - 1
    assert peak < MOST_BYTES
