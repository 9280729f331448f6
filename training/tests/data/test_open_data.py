import json
from dataclasses import replace
from pathlib import Path

import pytest
from support.data_reports import codes, parted

from readroom_training.config.data_settings import DataSettings, DrawnSplit, Source
from readroom_training.data.open_data import open_data, open_split
from readroom_training.data.records import META
from readroom_training.errors import TrainingError

LONG = "The heart is normal in size and the lungs are clear without effusion or pneumothorax today"


def write(path: Path, *rows: dict[str, object]) -> str:
    filled = [
        {"id": f"{path.stem}-{i}", "findings": f"Finding {i}.", "impression": "x", **row} for i, row in enumerate(rows)
    ]
    path.write_text("\n".join(map(json.dumps, filled)))
    return path.name


def settings(root: Path, *sources: Source, **more: object) -> DataSettings:
    return DataSettings(sources, root=str(root), **more)  # type: ignore[arg-type]


def test_sources_are_read_in_order_each_for_its_split(tmp_path: Path) -> None:
    train = write(tmp_path / "a.jsonl", {}, {})
    validation = write(tmp_path / "b.jsonl", {"split": "train"})
    reports, _ = parted(
        open_data(settings(tmp_path, Source("jsonl", train, "train"), Source("jsonl", validation, "validation")))
    )
    assert [(one.id, one.split) for one in reports] == [("a-0", "train"), ("a-1", "train"), ("b-0", "validation")]


def test_paths_may_be_absolute(tmp_path: Path) -> None:
    write(tmp_path / "a.jsonl", {})
    source = Source("jsonl", str(tmp_path / "a.jsonl"), "train")
    assert len(list(open_data(settings(Path("elsewhere"), source)))) == 1


def test_every_reader_can_be_named(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("uid,id,findings,impression\n1,1,Clear.,Normal.\n")
    (tmp_path / "x").mkdir()
    sections = [f"<AbstractText Label='{label}'>a</AbstractText>" for label in ("FINDINGS", "IMPRESSION")]
    text = f"<eCitation><uId id='c'/>{''.join(sections)}</eCitation>"
    (tmp_path / "x" / "1.xml").write_text(text)
    folder = tmp_path / "m" / "files" / "p10" / "p10000001"
    folder.mkdir(parents=True)
    (folder / "s50000001.txt").write_text("FINDINGS: a\nIMPRESSION: b")
    resource = {"resourceType": "DiagnosticReport", "id": "f", "status": "final", "conclusion": "b"}
    resource["text"] = {"div": "<div>FINDINGS: a</div>"}
    (tmp_path / "f.ndjson").write_text(json.dumps(resource))
    named = [("table", "t.csv"), ("openi-csv", "t.csv"), ("openi-xml", "x"), ("mimic-cxr", "m"), ("fhir", "f.ndjson")]
    sources = [Source(reader, path, "train") for reader, path in named]  # type: ignore[arg-type]
    reports, rejected = parted(open_data(settings(tmp_path, *sources)))
    assert [one.id for one in reports] == ["1", "1", "c", "s50000001", "f"] and not rejected
    assert all(set(one.meta) <= set(META) for one in reports)


def test_a_mistyped_option_names_its_place(tmp_path: Path) -> None:
    source = Source("jsonl", write(tmp_path / "a.jsonl", {}), "train", options={"colums": {}})
    with pytest.raises(TrainingError, match=r"data\.sources\.0\.options has no key colums"):
        list(open_data(settings(tmp_path, source)))


def test_a_report_that_declares_no_split_is_rejected_when_it_should(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", {"split": "validate"}, {})
    reports, rejected = parted(open_data(settings(tmp_path, Source("jsonl", path))))
    assert [one.split for one in reports] == ["validation"]
    assert [(one.code, one.where) for one in rejected] == [("no-split", "report a-1")]


def test_drawn_splits_are_the_same_at_every_reading(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", *({"patient": f"p{i % 40}"} for i in range(200)))
    data = settings(tmp_path, Source("jsonl", path, "drawn"), split=DrawnSplit(validation=0.2, test=0.2))
    reports, _ = parted(open_data(data))
    assert {one.split for one in reports} == {"train", "validation", "test"}
    assert list(open_data(data)) == reports
    by_patient = {(one.patient, one.split) for one in reports}
    assert len(by_patient) == 40


def test_without_a_patient_nothing_is_drawn_by_patient(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", {})
    assert codes(open_data(settings(tmp_path, Source("jsonl", path, "drawn")))) == ["no-patient"]


def test_a_limit_takes_the_first_reports(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", {"findings": ""}, {}, {}, {})
    reports, rejected = parted(open_data(settings(tmp_path, Source("jsonl", path, "train", limit=2))))
    assert [one.id for one in reports] == ["a-1", "a-2"] and len(rejected) == 1


def leaking(tmp_path: Path) -> DataSettings:
    train = write(
        tmp_path / "t.jsonl",
        {"findings": LONG.upper()},
        {"findings": LONG + " again"},
        {"patient": "p1"},
        {"findings": "A nodule in the left apex.", "patient": "p2"},
    )
    held = write(tmp_path / "v.jsonl", {"findings": LONG, "patient": "p1"})
    return settings(tmp_path, Source("jsonl", train, "train"), Source("jsonl", held, "validation"))


def test_leaking_training_reports_stay_when_leakage_is_only_reported(tmp_path: Path) -> None:
    assert len(parted(open_data(leaking(tmp_path)))[0]) == 5


def test_leaking_training_reports_are_left_out_and_counted(tmp_path: Path) -> None:
    reports, rejected = parted(open_data(replace(leaking(tmp_path), leakage="drop")))
    assert [one.id for one in reports] == ["t-3", "v-0"]
    assert [one.code for one in rejected] == ["leaks"] * 3


def test_leakage_can_be_refused(tmp_path: Path) -> None:
    with pytest.raises(TrainingError) as error:
        list(open_data(replace(leaking(tmp_path), leakage="refuse")))
    assert error.value.code == "data/leakage"


def test_one_of_several_equal_training_reports_stays(tmp_path: Path) -> None:
    same = {"findings": "Clear.", "impression": "Normal."}
    train = write(
        tmp_path / "t.jsonl", same, {"findings": "CLEAR", "impression": "normal"}, {**same, "impression": "New."}
    )
    held = write(tmp_path / "v.jsonl", same, same)
    data = settings(tmp_path, Source("jsonl", train, "train"), Source("jsonl", held, "validation"), deduplicate=True)
    reports, rejected = parted(open_data(data))
    assert [one.id for one in reports] == ["t-0", "t-2", "v-0", "v-1"]
    assert [(one.code, one.where) for one in rejected] == [("duplicate", "report t-1")]


def test_one_split_can_be_opened_by_itself(tmp_path: Path) -> None:
    assert [one.id for one in open_split(leaking(tmp_path), "validation")] == ["v-0"]
