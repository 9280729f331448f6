import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readroom_training.data.overlap.near import NearIndex
from readroom_training.data.overlap.shingles import resemblance, shingles

LONG = "The heart is normal in size. The lungs are clear. There is no effusion or pneumothorax. Bones are intact."


def test_shingles_are_word_triples_and_a_short_text_is_one() -> None:
    assert shingles("A b, c d!") == {("a", "b", "c"), ("b", "c", "d")}
    assert shingles("Clear lungs") == {("clear", "lungs")}
    assert shingles(" .") == frozenset()


def test_resemblance_is_the_shared_part_of_all_triples() -> None:
    assert resemblance(shingles("a b c d"), shingles("a b c e")) == pytest.approx(1 / 3)
    assert resemblance(frozenset(), frozenset()) == 0


def test_case_and_punctuation_hide_no_copy() -> None:
    assert NearIndex([LONG]).has_near(LONG.upper().replace(".", ";"))


def test_a_changed_word_in_a_long_report_hides_no_copy() -> None:
    assert NearIndex(["Something else entirely here.", LONG], 0.6).has_near(LONG.replace("intact", "normal"))
    assert not NearIndex([LONG]).has_near("The heart is large. There is a left effusion with atelectasis.")
    assert not NearIndex([]).has_near(LONG)
    assert not NearIndex([""]).has_near("")


TEXTS = st.lists(st.sampled_from("abcdef"), max_size=12).map(" ".join)


@settings(max_examples=150)
@given(st.lists(TEXTS, max_size=8), TEXTS, st.sampled_from([0.3, 0.5, 0.75, 0.8, 1.0]))
def test_the_index_finds_exactly_what_comparing_every_pair_finds(known: list[str], text: str, least: float) -> None:
    wanted = shingles(text)
    near = any(wanted and resemblance(wanted, shingles(one)) >= least for one in known)
    assert NearIndex(known, least).has_near(text) == near
