import pytest
from hypothesis import given
from hypothesis import strategies as st

from readroom_training.data.sentences import renumber, split_sentences


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("", []),
        ("No end mark", ["No end mark"]),
        ("Clear lungs. Normal heart.", ["Clear lungs.", "Normal heart."]),
        ("A 3.3 mm nodule. Stable.", ["A 3.3 mm nodule.", "Stable."]),
        ("1. Nodule. 2. Effusion.", ["1. Nodule.", "2. Effusion."]),
        ("Seen by Dr. Doe. Stable vs. prior.", ["Seen by Dr. Doe.", "Stable vs. prior."]),
        ("Scar in the apex.There is no effusion.", ["Scar in the apex.", "There is no effusion."]),
        ("Pneumonia? (As before.) Yes!", ["Pneumonia?", "(As before.)", "Yes!"]),
        ("Seen XXXX. Stable.", ["Seen XXXX.", "Stable."]),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(text: str, sentences: list[str]) -> None:
    assert split_sentences(text) == sentences


@given(st.text(alphabet="aB. 1)?!\"('", max_size=60))
def test_no_character_is_lost(text: str) -> None:
    assert "".join("".join(split_sentences(text)).split()) == "".join(text.split())


def test_a_list_is_numbered_anew_after_a_sentence_is_gone() -> None:
    assert renumber(["1. One.", "More of it.", "3. Three."]) == ["1. One.", "More of it.", "2. Three."]
    assert renumber(["2) Two.", "3) Three."]) == ["1) Two.", "2) Three."]


def test_a_list_of_one_has_no_number() -> None:
    assert renumber(["2. Effusion."]) == ["Effusion."]
    assert renumber(["Clear.", "Normal."]) == ["Clear.", "Normal."]


def test_a_long_text_is_split_in_linear_time() -> None:
    assert len(split_sentences("a. " * 60_000)) == 1
