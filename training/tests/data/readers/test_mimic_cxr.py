import gzip
import zipfile
from pathlib import Path

import pytest
from support.data_reports import codes, parted, texts

from readroom_training.data.readers.mimic_cxr import read_mimic_cxr
from readroom_training.data.readers.options import MimicOptions, SectionOptions
from readroom_training.data.records import Rejected, Report
from readroom_training.errors import TrainingError

GOOD = " FINAL REPORT\n INDICATION:  ___F\n\n FINDINGS:  Clear since ___.\n\n IMPRESSION:  Normal.\n"
UNLABELLED = " FINAL REPORT\n COMPARISON:  ___.\n\n Lungs are clear and dry.\n\n IMPRESSION:  Normal.\n"
FILES: dict[str, str | bytes] = {
    "p10/p10000032/s50000001.txt": GOOD,
    "p10/p10000032/s50000002.txt": " FINAL REPORT\n IMPRESSION: Normal.",
    "p11/p11000044/s50000003.txt": " ADDENDUM  Later.\n" + GOOD,
    "p11/p11000044/s50000004.txt": " FINAL REPORT\n FINDINGS AND IMPRESSION: Clear.",
    "p11/p11000044/s50000005.txt": " WET READ: ___ 2:33 AM\n Clear.",
    "p19/p19000055/s50000006.txt": UNLABELLED,
    "p19/p19000055/s50000007.txt": b" FINDINGS: Cl\xffear.\n IMPRESSION: Normal.",
    "p19/p19000055/notes.txt": "Something else.",
}
SPLITS = """dicom_id,study_id,subject_id,split
a-1,50000001,10000032,train
a-2,50000001,10000032,train
b-1,50000002,10000032,train
c-1,50000003,11000044,validate
d-1,50000004,11000044,validate
e-1,50000005,11000044,validate
f-1,50000006,19000055,test
g-1,50000007,19000055,test
"""


def folder(tmp_path: Path, files: dict[str, str | bytes] = FILES, splits: str | None = SPLITS) -> Path:
    root = tmp_path / "mimic-cxr"
    for name, text in files.items():
        path = root / "files" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
    if splits is not None:
        (root / "mimic-cxr-2.0.0-split.csv.gz").write_bytes(gzip.compress(splits.encode()))
    return root


def read(path: Path, **options: object) -> list[Report | Rejected]:
    return list(read_mimic_cxr(path, MimicOptions(**options)))  # type: ignore[arg-type]


def test_the_official_layout_is_read_with_its_patients_and_splits(tmp_path: Path) -> None:
    reports, rejected = parted(read(folder(tmp_path)))
    assert [(one.id, one.patient, one.split) for one in reports] == [
        ("s50000001", "p10000032", "train"),
        ("s50000003", "p11000044", "validation"),
        ("s50000006", "p19000055", "test"),
    ]
    assert reports[0].findings == "Clear since ___."
    assert reports[1].meta["addendum"] == "true" and "addendum" not in reports[0].meta
    assert reports[2].meta["findings_from"] == "unlabelled"
    assert [(one.where, one.code) for one in rejected] == [
        ("mimic-cxr/p10/p10000032/s50000002.txt", "no-findings"),
        ("mimic-cxr/p11/p11000044/s50000004.txt", "combined"),
        ("mimic-cxr/p11/p11000044/s50000005.txt", "only-preliminary"),
        ("mimic-cxr/p19/p19000055/notes.txt", "not-recognised"),
        ("mimic-cxr/p19/p19000055/s50000007.txt", "bad-encoding"),
    ]


def test_the_downloaded_zip_gives_the_same_reports(tmp_path: Path) -> None:
    root = folder(tmp_path)
    with zipfile.ZipFile(tmp_path / "mimic-cxr-reports.zip", "w") as archive:
        for path in sorted((root / "files").rglob("*.txt")):
            archive.write(path, path.relative_to(root))
    (tmp_path / "mimic-cxr-2.0.0-split.csv").write_text(SPLITS)
    from_zip = read(tmp_path / "mimic-cxr-reports.zip")
    assert list(texts(from_zip)) == list(texts(read(root)))
    assert codes(from_zip) == codes(read(root))


def test_only_labelled_findings_are_taken_where_a_recipe_says_so(tmp_path: Path) -> None:
    items = read(folder(tmp_path), sections=SectionOptions(unlabelled=False))
    assert "s50000006" not in [one[0] for one in texts(items)]


def test_without_a_list_of_splits_reports_have_none(tmp_path: Path) -> None:
    reports, _ = parted(read(folder(tmp_path, splits=None)))
    assert [one.split for one in reports] == [None, None, None]


def test_studies_and_lists_that_do_not_match_are_reported(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {f"p10/p10000032/s5000000{i}.txt": GOOD for i in (1, 2, 3)}
    splits = (
        "dicom_id,study_id,subject_id,split\n"
        "a,50000001,10000032,train\nb,50000001,10000032,test\nc,50000002,10000032,train\nd,59999999,10000032,test\n"
        "e,fifty,10000032,train\nf,50000002,10000032,tuesday\ng,50000002\n"
    )
    reports, rejected = parted(read(folder(tmp_path, files, splits)))
    assert [(one.id, one.split) for one in reports] == [("s50000002", "train")]
    assert [(one.where.split("/")[-1], one.code) for one in rejected] == [
        ("mimic-cxr-2.0.0-split.csv.gz: line 3", "conflicting-split"),
        ("mimic-cxr-2.0.0-split.csv.gz: line 6", "bad-value"),
        ("mimic-cxr-2.0.0-split.csv.gz: line 7", "bad-value"),
        ("mimic-cxr-2.0.0-split.csv.gz: line 8", "bad-columns"),
        ("s50000001.txt", "no-split"),
        ("s50000003.txt", "no-split"),
        ("mimic-cxr-2.0.0-split.csv.gz: study 59999999", "no-report-file"),
    ]


def test_a_named_list_of_splits_must_be_there_and_have_its_columns(tmp_path: Path) -> None:
    root = folder(tmp_path, splits=None)
    with pytest.raises(TrainingError, match="no list of splits"):
        read(root, split_file="mine.csv")
    (root / "mine.csv").write_text("study,split\n1,train\n")
    with pytest.raises(TrainingError, match="no column study_id"):
        read(root, split_file="mine.csv")
