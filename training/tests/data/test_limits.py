"""Limits that real files cannot reach in a test are made small."""

import json
import zipfile
from pathlib import Path

import pytest
from support.data_reports import codes

from readroom_training.data.fhir import coded_texts
from readroom_training.data.files import members, zip_members
from readroom_training.data.files.members import read_members
from readroom_training.data.readers import fhir, json_lines, mimic_splits
from readroom_training.data.readers.options import FhirOptions, RecordOptions
from readroom_training.errors import TrainingError


def archive(path: Path, count: int) -> Path:
    with zipfile.ZipFile(path / "a.zip", "w") as zipped:
        for i in range(count):
            zipped.writestr(f"{i}.txt", b"x" * 10)
    return path / "a.zip"


def code_of(read: object) -> str:
    with pytest.raises(TrainingError) as error:
        list(read)  # type: ignore[call-overload]
    return error.value.code


def test_an_archive_of_endless_members_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip_members, "MAX_MEMBERS", 3)
    assert code_of(read_members(archive(tmp_path, 4), (".txt",), 100)) == "data/too-many-files"


def test_a_folder_of_endless_files_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for i in range(4):
        (tmp_path / f"{i}.txt").write_text("x")
    monkeypatch.setattr(members, "MAX_MEMBERS", 3)
    assert code_of(read_members(tmp_path, (".txt",), 100)) == "data/too-many-files"


def test_members_that_unpack_to_too_much_together_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip_members, "MAX_UNPACKED_BYTES", 25)
    assert code_of(read_members(archive(tmp_path, 3), (".txt",), 100)) == "data/too-large"


def test_a_list_of_splits_of_endless_rows_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mimic_splits, "MAX_SPLIT_ROWS", 2)
    path = tmp_path / "split.csv"
    path.write_text("study_id,split\n" + "1,train\n" * 3)
    assert code_of(mimic_splits.StudySplits("split.csv").read(path)) == "data/too-large"


def test_a_line_of_endless_json_is_rejected_and_the_next_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_lines, "MAX_JSON_LINE_CHARS", 100)
    path = tmp_path / "a.jsonl"
    path.write_text('{"findings": "' + "x" * 200 + '"}\n' + json.dumps({"findings": "a", "impression": "b"}))
    items = list(json_lines.read_json_lines(path, RecordOptions()))
    assert codes(items) == ["too-long"] and len(items) == 2


def test_a_bundle_beyond_its_limits_is_rejected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "Patient"}}] * 4}))
    monkeypatch.setattr(fhir, "MAX_BUNDLE_ENTRIES", 3)
    assert codes(fhir.read_fhir(path, FhirOptions())) == ["too-long"]
    monkeypatch.setattr(fhir, "MAX_BUNDLE_BYTES", 20)
    assert codes(fhir.read_fhir(path, FhirOptions())) == ["too-long"]


def test_sections_are_followed_only_so_deep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coded_texts, "MAX_SECTION_DEPTH", 1)
    inner = [{"code": {"coding": [{"code": code}]}, "text": {"div": "<div>a</div>"}} for code in ("59776-5", "19005-8")]
    composition = {"resourceType": "Composition", "section": [{"section": inner}]}
    report = {"resourceType": "DiagnosticReport", "id": "1", "status": "final"}
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"resourceType": "Bundle", "entry": [{"resource": report}, {"resource": composition}]}))
    assert codes(fhir.read_fhir(path, FhirOptions())) == ["no-findings"]
    monkeypatch.setattr(coded_texts, "MAX_SECTION_DEPTH", 2)
    assert codes(fhir.read_fhir(path, FhirOptions())) == []
