import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.data_reports import report

from readroom_training.data.deidentified import (
    MarkCounts,
    count_marks,
    drop_marked_sentences,
    drop_marks,
    handle_marks,
    has_marks,
    normalise_marks,
)
from readroom_training.data.records import Rejected, Report

SHARED = Path(__file__).resolve().parents[3] / "src/domain/retrieval/fixtures/marks.json"


def test_the_app_and_training_agree_on_what_a_mark_is() -> None:
    cases = json.loads(SHARED.read_text(encoding="utf-8"))
    assert cases["marked"] and cases["plain"]
    assert all(map(has_marks, cases["marked"]))
    assert not any(map(has_marks, cases["plain"]))


def test_marks_are_counted_by_their_origin() -> None:
    assert count_marks("XXXX and xxxxx on ___, [**2001-1-1**] [**Name") == MarkCounts(2, 1, 2)
    assert count_marks("Clear.").total == 0


def test_marks_of_every_origin_read_alike_when_normalised() -> None:
    assert normalise_marks("XXXX, ____ and [**Last Name**].") == "___, ___ and ___."


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("Stable since XXXX.", "Stable since."),
        ("Seen by Dr. ___ (XXXX), today.", "Seen by Dr. today."),
        ("XXXX. Clear lungs.", "Clear lungs."),
        ("Clear. XXXX XXXX. Normal.", "Clear. Normal."),
        ("Compared with [**Month**] [**1999**], stable.", "Compared with, stable."),
        ("XXXX", ""),
    ],
)
def test_dropped_marks_leave_no_holes(text: str, bare: str) -> None:
    assert drop_marks(text) == bare


@given(st.text(alphabet="aX_[*]. (),\n", max_size=80))
def test_no_mark_survives_dropping(text: str) -> None:
    assert not has_marks(drop_marks(text))
    assert not has_marks(drop_marked_sentences(text))


def test_marked_sentences_go_and_the_list_is_numbered_anew() -> None:
    assert drop_marked_sentences("1. Nodule. 2. Seen XXXX. 3. Effusion.") == "1. Nodule. 2. Effusion."
    assert drop_marked_sentences("2. Stays as it is.") == "2. Stays as it is."


def test_a_policy_holds_for_each_text_by_itself() -> None:
    marked = report("1", "Scar XXXX. Clear.", "Stable XXXX. Normal.")
    assert handle_marks(marked, "normalise", "drop_sentences", "row 1") == report("1", "Scar ___. Clear.", "Normal.")
    assert handle_marks(marked, "keep", "drop_marks", "row 1") == report("1", "Scar XXXX. Clear.", "Stable. Normal.")


def test_a_report_of_which_nothing_would_be_left_is_rejected_not_emptied() -> None:
    dropped = handle_marks(report("1", "Clear.", "See XXXX."), "keep", "drop_sentences", "row 1")
    assert isinstance(dropped, Rejected) and dropped.code == "marked" and dropped.where == "row 1"
    whole = handle_marks(report("1", "Seen XXXX."), "drop_report", "keep", "row 1")
    assert isinstance(whole, Rejected)
    assert isinstance(handle_marks(report("1"), "drop_report", "drop_report", "row 1"), Report)
