"""Rates over reports, with a generator."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readroom_training.data.records import Report
from readroom_training.honesty.judge import judge
from readroom_training.honesty.rates import rate_of
from readroom_training.honesty.run import measure_honesty
from readroom_training.honesty.sides import swap_sides

REPORTS = [
    Report("a", "The heart is enlarged. Small left effusion. A 7 mm nodule in the right upper lobe.", ""),
    Report("b", "The lungs are clear. No effusion.", ""),
]


def counts(rates: object, name: str) -> tuple[int, int]:
    rate = getattr(rates, name)
    return rate.count, rate.of


def test_a_draft_that_repeats_the_findings_passes_everything() -> None:
    rates = measure_honesty(REPORTS, list)
    assert counts(rates, "swap") == (1, 1)
    assert counts(rates, "negation") == (3, 3)
    assert counts(rates, "number") == (1, 1)
    for name in ("unsupported", "speculative", "denied", "wrong_side", "wrong_number", "marks"):
        assert counts(rates, name) == (0, 2)
    assert counts(rates, "omitted") == (0, 1)


def test_a_draft_that_never_changes_fails_every_test() -> None:
    rates = measure_honesty(REPORTS, lambda asked: ["Cardiomegaly, left effusion, 7 mm nodule."] * len(asked))
    assert counts(rates, "swap") == (0, 1)
    assert counts(rates, "negation") == (0, 3)
    assert counts(rates, "number") == (0, 1)
    assert counts(rates, "unsupported") == (1, 2)


def test_only_what_can_be_judged_is_drafted_and_given_drafts_are_not_drafted_again() -> None:
    asked: list[str] = []

    def generate(findings: Sequence[str]) -> list[str]:
        asked.extend(findings)
        return [""] * len(findings)

    rates = measure_honesty(REPORTS, generate, drafts={"a": "Cardiomegaly.", "b": "Normal."})
    assert asked == ["No cardiomegaly. Small left effusion. A 7 mm nodule in the right upper lobe."]
    assert counts(rates, "negation") == (1, 1)
    assert rates.swap is None


def test_a_generator_that_loses_a_draft_is_refused() -> None:
    with pytest.raises(ValueError):
        measure_honesty(REPORTS, lambda asked: [""])


def test_reports_without_a_draft_are_not_judged() -> None:
    rates = judge(REPORTS, [], {"b": "XXXX."})
    assert counts(rates, "marks") == (1, 1)
    assert rates.as_json()["omitted"] is None


def test_the_interval_is_wilsons_and_stays_open_at_60_of_60() -> None:
    rate = rate_of(60, 60)
    assert rate is not None
    assert rate.low == pytest.approx(60 / (60 + 1.959963984540054**2), abs=1e-12)
    assert rate_of(0, 0) is None


@given(st.text())
def test_swapping_twice_gives_any_text_again(text: str) -> None:
    assert swap_sides(swap_sides(text)) == text
