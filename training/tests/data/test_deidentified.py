import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from readroom_training.data.deidentified import (
    MarkCounts,
    count_marks,
    drop_marked_sentences,
    has_marks,
    normalise_marks,
)

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


@given(st.text(alphabet="aX_[*]. (),\n", max_size=80))
def test_no_mark_survives_dropping_its_sentence(text: str) -> None:
    assert not has_marks(drop_marked_sentences(text))


def test_marked_sentences_go_and_the_list_is_numbered_anew() -> None:
    assert drop_marked_sentences("1. Nodule. 2. Seen XXXX. 3. Effusion.") == "1. Nodule. 2. Effusion."
    assert drop_marked_sentences("2. Stays as it is.") == "2. Stays as it is."
