"""Rates over reports, with a generator."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readroom_training.data.records import Report
from readroom_training.honesty.judge import Judgement, judge
from readroom_training.honesty.run import measure_honesty
from readroom_training.honesty.sides import swap_sides
from readroom_training.honesty.variants import honesty_variants

CLEARED = "Cardiomegaly has resolved"
REPORTS = [
    Report("a", "The heart is enlarged. Small left effusion. A 7 mm nodule in the right upper lobe.", ""),
    Report("b", "The lungs are clear. No effusion.", ""),
]


def counts(judgement: Judgement, name: str) -> tuple[int, int]:
    rate = getattr(judgement.rates, name)
    return rate.count, rate.of


def test_a_draft_that_repeats_the_findings_passes_everything() -> None:
    found = measure_honesty(REPORTS, list)
    assert counts(found, "swap") == (1, 1)
    assert counts(found, "negation") == (3, 3)
    assert counts(found, "reworded") == (6, 6)
    assert counts(found, "number") == (1, 1)
    for name in ("unsupported", "speculative", "denied", "wrong_side", "wrong_number", "marks"):
        assert counts(found, name) == (0, 2)
    assert counts(found, "omitted") == (0, 1)


def test_a_draft_that_never_changes_fails_every_test() -> None:
    found = measure_honesty(REPORTS, lambda asked: ["Cardiomegaly, left effusion, 7 mm nodule."] * len(asked))
    assert counts(found, "swap") == (0, 1)
    assert counts(found, "negation") == (0, 3)
    assert counts(found, "reworded") == (0, 6)
    assert counts(found, "number") == (0, 1)
    assert counts(found, "unsupported") == (1, 2)


def test_only_what_can_be_judged_is_drafted_and_given_drafts_are_not_drafted_again() -> None:
    asked: list[str] = []

    def generate(findings: Sequence[str]) -> list[str]:
        asked.extend(findings)
        return [""] * len(findings)

    found = measure_honesty(REPORTS, generate, drafts={"a": "Cardiomegaly.", "b": "Normal."})
    rest = "Small left effusion. A 7 mm nodule in the right upper lobe."
    assert asked == [f"{words}. {rest}" for words in ("No cardiomegaly", "Without cardiomegaly", CLEARED)]
    assert counts(found, "negation") == (1, 1)
    assert found.rates.swap is None


def test_a_generator_that_loses_a_draft_is_refused() -> None:
    with pytest.raises(ValueError):
        measure_honesty(REPORTS, lambda asked: [""])


def test_reports_without_a_draft_are_not_judged_and_told() -> None:
    found = judge(REPORTS, [], {"b": "XXXX."})
    assert counts(found, "marks") == (1, 1)
    assert found.undrafted == 1
    assert found.as_json()["rates"]["omitted"] is None


def test_a_changed_finding_without_a_draft_was_not_followed() -> None:
    drafts = {"a": "Cardiomegaly.", "a#negation-1": "Normal."}
    found = judge(REPORTS, honesty_variants(REPORTS), drafts)
    assert counts(found, "negation") == (1, 1)
    assert counts(found, "reworded") == (0, 2)


def test_reports_that_have_something_to_change_are_told_beside_those_whose_draft_named_it() -> None:
    tests = judge(REPORTS, honesty_variants(REPORTS), {"a": "No acute disease."}).as_json()["tests"]
    assert tests["negation"] == {"having": 1, "judged": 0}


def test_reports_with_the_same_findings_are_one_for_the_interval() -> None:
    copies = [Report(str(number), "The lungs are clear.", "") for number in range(4)]
    answers = {copy.id: "Pneumonia." for copy in copies}
    many, one = (judge(some, [], answers).rates.unsupported for some in (copies, copies[:1]))
    assert many is not None and one is not None
    assert (many.low, many.high) == (one.low, one.high)


@given(st.text())
def test_swapping_twice_gives_any_text_again(text: str) -> None:
    assert swap_sides(swap_sides(text)) == text
