from hypothesis import given
from hypothesis import strategies as st

from readroom_training.data.limits import MAX_META_CHARS
from readroom_training.data.text import clean, has_words, is_text, meta_value, words


def test_wrapped_lines_become_one_line() -> None:
    assert clean(" The heart is\r\n normal.\t \n\n No effusion. ") == "The heart is normal. No effusion."


def test_drawn_rules_go_and_masked_words_stay() -> None:
    assert clean("Clear.\n__________\nSeen ___.\n-----\nEnd.") == "Clear. Seen ___. End."


def test_invisible_characters_do_not_reach_training() -> None:
    assert clean("\ufeffNo\u200b acute\x00 change\xa0today") == "No acute change today"


@given(st.text())
def test_clean_text_is_a_fixed_point(text: str) -> None:
    assert clean(clean(text)) == clean(text)


def test_words_read_alike_whatever_case_punctuation_and_width() -> None:
    assert words("Left-sided EFFUSION, 3.5 cm; ___") == ["left", "sided", "effusion", "3", "5", "cm"]
    assert words("Ｃlear Straße") == words("clear STRASSE")


def test_points_and_dashes_say_nothing() -> None:
    assert has_words("肺") and not has_words(" -. ___")


def test_half_characters_are_no_text() -> None:
    assert is_text("naïve 肺 🫁")
    assert not is_text("bad \udcff byte")


def test_values_of_metadata_are_short() -> None:
    assert meta_value("  C R \n") == "C R"
    assert len(meta_value("x" * 10_000)) == MAX_META_CHARS
