import json
from pathlib import Path
from typing import Any

import pytest

from readroom_training.config.data_settings import DataSettings, Source
from readroom_training.data.statistics.lengths import Lengths
from readroom_training.data.statistics.rejections import MAX_POSITIONS
from readroom_training.data.statistics.tally import MAX_GROUPS, OTHERS, Tally
from readroom_training.data.stats import Stats, collect_stats

TEMPLATE = "The heart is normal in size and the lungs are clear without effusion or pneumothorax today"
ROWS: list[dict[str, Any]] = [
    {"findings": TEMPLATE, "impression": "Normal chest.", "patient": "p1", "modality": "CR", "date": "2019-01-02"},
    {"findings": TEMPLATE, "impression": "Normal chest.", "patient": "p2", "modality": "CR"},
    {"findings": TEMPLATE.upper(), "impression": "Secretword stable.", "patient": "p3", "modality": "DX"},
    {"findings": "Left effusion XXXX.", "impression": "Effusion ___ and [**x**].", "body_part": "CHEST"},
    {"findings": "", "impression": "Normal."},
    *({"findings": "Secretword.", "impression": None} for _ in range(9)),
]
HELD = [
    {"findings": TEMPLATE, "impression": "Normal chest.", "patient": "p1"},
    {"findings": "New.", "impression": "New."},
]


@pytest.fixture
def stats(tmp_path: Path) -> Stats:
    for name, rows in (("train", ROWS), ("val", HELD)):
        lines = [json.dumps({"id": f"{name}-{i}", **row}) for i, row in enumerate(rows)]
        (tmp_path / f"{name}.jsonl").write_text("\n".join(lines))
    sources = (Source("jsonl", "train.jsonl", "train"), Source("jsonl", "val.jsonl", "validation"))
    return collect_stats(DataSettings(sources, root=str(tmp_path)), lambda text: len(text.split()))


def test_everything_is_counted_per_split(stats: Stats) -> None:
    values: Any = stats.as_json()
    train = values["splits"]["train"]
    assert (values["reports"], train["reports"], train["with_patient"], train["abnormal"]) == (6, 4, 3, 2)
    assert train["modality"] == {"CR": 2, "(none)": 1, "DX": 1}
    assert train["year"] == {"(none)": 3, "2019": 1}
    assert (train["marked_findings"], train["marked_impressions"]) == (1, 1)
    assert train["marks"] == {"crosses": 1, "blanks": 1, "brackets": 1}
    assert train["duplicates"] == {
        "ids": 0,
        "pairs": 1,
        "findings": 2,
        "template_reports": 3,
        "template_share": 0.75,
        "distinct_impressions": 3,
        "commonest_impression": 2,
    }
    assert train["tokens"]["both"]["max"] == len(TEMPLATE.split()) + 2


def test_leakage_is_counted_between_splits(stats: Stats) -> None:
    values: Any = stats.as_json()
    assert values["leakage"] == {
        "validation": {
            "held_out": 2,
            "seen": 1,
            "same_id": 0,
            "same_patient": 1,
            "same_pair": 2,
            "same_findings": 3,
            "near_findings": 3,
        }
    }


def test_rejected_rows_are_counted_by_code_with_the_first_places(stats: Stats) -> None:
    rejected: Any = stats.as_json()["rejected"]
    assert rejected["total"] == 10
    assert list(rejected["by_code"]) == ["no-impression", "no-findings"]
    assert rejected["by_code"]["no-impression"]["count"] == 9
    assert len(rejected["by_code"]["no-impression"]["first"]) == MAX_POSITIONS
    assert rejected["by_code"]["no-findings"]["first"] == ["train.jsonl: line 5"]


def test_nothing_that_is_shown_quotes_a_report(stats: Stats) -> None:
    shown = stats.as_table() + json.dumps(stats.as_json())
    assert "ecretword" not in shown.casefold() and "effusion" not in shown.casefold()


def test_the_table_names_what_matters(stats: Stats) -> None:
    table = stats.as_table()
    for line in ("6 reports, 10 rejected", "template findings", "the findings", "no-impression: The report has no"):
        assert line in table
    assert all(len(line) <= 120 for line in table.splitlines())


def test_a_set_without_reports_is_told_as_such(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("{\n")
    stats = collect_stats(DataSettings((Source("jsonl", "a.jsonl", "train"),), root=str(tmp_path)))
    assert stats.as_table().startswith("0 reports, 1 rejected")
    assert stats.as_json()["splits"] == {}


def test_percentiles_are_lengths_that_occur() -> None:
    lengths = Lengths()
    for length in [5, 1, 3, 2, 4, *[7] * 5]:
        lengths.add(length)
    summary = lengths.summary()
    assert (summary.least, summary.most, summary.mean) == (1, 7, 5.0)
    assert summary.percentiles == {50: 5, 90: 7, 95: 7, 99: 7}
    assert Lengths().summary().as_json() == {
        "count": 0,
        "mean": 0,
        "min": 0,
        "p50": 0,
        "p90": 0,
        "p95": 0,
        "p99": 0,
        "max": 0,
    }


def test_a_column_of_free_text_does_not_fill_the_table() -> None:
    tally = Tally()
    for i in range(MAX_GROUPS + 50):
        tally.add(f"value {i}")
    counts = tally.as_json()
    assert len(counts) == MAX_GROUPS + 1 and counts[OTHERS] == 50
