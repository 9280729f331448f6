import json
from pathlib import Path

import pytest
from support.data_reports import parted

from readroom_training.config.decode import decode
from readroom_training.data.readers.json_lines import read_json_lines
from readroom_training.data.readers.options import RecordOptions
from readroom_training.data.records import Rejected, Report


def read(path: Path, **options: object) -> list[Report | Rejected]:
    return list(read_json_lines(path, decode(RecordOptions, options, "options")))


def write(tmp_path: Path, *lines: str | bytes | dict[str, object]) -> Path:
    path = tmp_path / "train.jsonl"
    rows = [line if isinstance(line, bytes | str) else json.dumps(line) for line in lines]
    path.write_bytes(b"\n".join(one.encode() if isinstance(one, str) else one for one in rows))
    return path


def row(**more: object) -> dict[str, object]:
    return {"id": "a", "findings": "Clear.", "impression": "Normal.", **more}


def test_our_own_form_is_read_with_its_flags(tmp_path: Path) -> None:
    one, two = read(write(tmp_path, row(id="openi-2", novel=True), row(id="openi-3", seen=False)))
    assert one == Report("openi-2", "Clear.", "Normal.", meta={"findings_from": "labelled", "novel": "true"})
    assert two == Report("openi-3", "Clear.", "Normal.", meta={"findings_from": "labelled", "seen": "false"})


def test_keys_are_mapped_and_a_number_may_be_an_identifier(tmp_path: Path) -> None:
    path = write(tmp_path, {"acc": 17, "text": "FINDINGS: Clear.\nIMPRESSION: Normal.", "pid": "P1", "split": "dev"})
    (report,) = read(path, columns={"id": "acc", "report": "text", "patient": "pid"})
    assert report == Report("17", "Clear.", "Normal.", "validation", "P1", {"findings_from": "labelled"})


def test_malformed_lines_are_counted_by_code_and_line_and_the_others_are_read(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        row(),
        "{",
        "[1]",
        "",
        b'{"id": "\xff"}',
        row(findings=7),
        row(impression=["Normal."]),
        row(findings=None),
        row(impression="  "),
        row(id=""),
        row(id={"a": 1}),
        "[" * 100_000,
        '{"id": ' + "9" * 10_000 + "}",
        '{"id": "a", "findings": "\\ud800", "impression": "Normal."}',
        row(split="tuesday"),
        row(id="last"),
    )
    reports, rejected = parted(read(path))
    assert [one.id for one in reports] == ["a", "last"]
    assert [(int(one.where.removeprefix("train.jsonl: line ")), one.code) for one in rejected] == [
        (2, "bad-json"),
        (3, "not-recognised"),
        (5, "bad-encoding"),
        (6, "bad-value"),
        (7, "bad-value"),
        (8, "no-findings"),
        (9, "no-impression"),
        (10, "no-id"),
        (11, "bad-value"),
        (12, "too-deep"),
        (13, "bad-json"),
        (14, "bad-encoding"),
        (15, "bad-value"),
    ]


def test_reports_without_an_identifier_are_known_by_their_line(tmp_path: Path) -> None:
    path = write(tmp_path, "", {"findings": "Clear.", "impression": "Normal."})
    (report,) = read(path)
    assert isinstance(report, Report) and report.id == "train.jsonl-2"


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_numbers_that_json_does_not_know_do_no_harm(tmp_path: Path, value: float) -> None:
    (report,) = read(write(tmp_path, row(novel=value)))
    assert isinstance(report, Report) and report.meta["novel"] == "false"
