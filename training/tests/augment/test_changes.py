"""What each augmentation may change, and what it must leave alone. All texts are made up here."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readroom_training.augment.apply import augment
from readroom_training.augment.case import Case, Change
from readroom_training.augment.change_numbers import change_numbers
from readroom_training.augment.deny_finding import deny_finding
from readroom_training.augment.drop_normal import drop_normal_sentence
from readroom_training.augment.exchange_sides import exchange_sides
from readroom_training.augment.shuffle_sentences import shuffle_sentences
from readroom_training.augment.target_text import target_text
from readroom_training.config.settings import Augment
from readroom_training.data.sentences import split_sentences
from readroom_training.honesty.check_draft import check_draft
from readroom_training.honesty.numbers import find_numbers
from readroom_training.prompt.build import Example

SENTENCES = (
    ("The heart size is normal.", ""),
    ("No pneumothorax is seen.", ""),
    ("The lungs are clear of edema.", ""),
    ("There is a 3.3 cm mass in the left upper lobe.", "3.3 cm left upper lobe mass."),
    ("Moderate right pleural effusion.", "Moderate right pleural effusion."),
    ("Two calcified granulomas in the right base.", "Two calcified granulomas."),
    ("Compression fracture of T8.", "T8 compression fracture."),
    ("The 5th rib on the left is fractured.", "Fracture of the left 5th rib."),
)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    chosen = draw(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=6, unique=True))
    findings = " ".join(finding for finding, _ in chosen)
    impression = " ".join(told for _, told in chosen if told) or "No acute disease."
    return Case(findings, impression, (Example("Left effusion.", "Left effusion."),) if draw(st.booleans()) else ())


RANDOM = st.integers(0, 2**32).map(Random)
CHANGES: list[Change] = [exchange_sides, shuffle_sentences, drop_normal_sentence, change_numbers, deny_finding]


@given(cases(), st.integers(0, 2**32), st.sampled_from(CHANGES))
def test_the_same_generator_gives_the_same_change(case: Case, seed: int, change: Change) -> None:
    assert change(case, Random(seed)) == change(case, Random(seed))


@given(cases(), RANDOM, st.sampled_from(CHANGES))
def test_no_change_makes_the_impression_say_what_the_findings_do_not(
    case: Case, random: Random, change: Change
) -> None:
    before = {flag.kind for flag in check_draft(case.findings, case.impression)}
    changed = change(case, random)
    if changed is not None:
        kinds = {flag.kind for flag in check_draft(changed.findings, changed.impression)}
        assert kinds - before <= {"omitted"}
        assert changed.findings and changed.impression


@given(cases(), RANDOM)
def test_sides_exchanged_twice_are_the_case_again(case: Case, random: Random) -> None:
    once = exchange_sides(case, random)
    if once is not None:
        assert exchange_sides(once, random) == case
        assert (once.findings, once.impression) != (case.findings, case.impression)


@given(cases(), RANDOM)
def test_shuffling_keeps_every_sentence_and_the_impression(case: Case, random: Random) -> None:
    shuffled = shuffle_sentences(case, random)
    if shuffled is not None:
        assert sorted(split_sentences(shuffled.findings)) == sorted(split_sentences(case.findings))
        assert shuffled.impression == case.impression


def test_numbered_findings_stay_in_order() -> None:
    assert shuffle_sentences(Case("1. Effusion. 2. Mass, see 1.", "Mass."), Random(1)) is None


@given(cases(), RANDOM)
def test_only_a_normal_sentence_is_dropped(case: Case, random: Random) -> None:
    dropped = drop_normal_sentence(case, random)
    if dropped is not None:
        gone = set(split_sentences(case.findings)) - set(split_sentences(dropped.findings))
        assert len(gone) == 1
        assert gone <= {finding for finding, told in SENTENCES if not told}
        assert dropped.impression == case.impression


@pytest.mark.parametrize(
    ("findings", "impression"),
    [
        ("No pneumothorax. Mass.", "Mass without pneumothorax."),
        ("The heart is borderline normal. Mass.", "Mass."),
        ("Lungs are clear but for a nodule. Mass.", "Mass."),
        ("The heart is normal.", "Normal heart."),
        ("Large effusion. Large mass.", "Mass."),
    ],
)
def test_a_sentence_that_the_impression_needs_is_never_dropped(findings: str, impression: str) -> None:
    assert all(drop_normal_sentence(Case(findings, impression), Random(seed)) is None for seed in range(5))


@given(cases(), RANDOM)
def test_a_changed_number_is_changed_everywhere(case: Case, random: Random) -> None:
    changed = change_numbers(case, random)
    before = {(one.kind, one.value) for one in find_numbers(case.findings)}
    assert (changed is None) == (not before)
    if changed is not None:
        after = {(one.kind, one.value) for one in find_numbers(changed.findings)}
        assert len(after) == len(before)
        assert {(one.kind, one.value) for one in find_numbers(changed.impression)} <= after
        assert not before & after


def test_a_number_that_only_the_impression_has_is_left_alone() -> None:
    assert change_numbers(Case("Mass of 3 cm and 4 cm.", "Masses, together 7 cm."), Random(1)) is None


def test_a_denied_finding_leaves_the_impression() -> None:
    case = Case("Heart is normal. Moderate right pleural effusion.", "1. Right pleural effusion.")
    denied = deny_finding(case, Random(1))
    assert denied is not None
    assert "No pleural effusion" in denied.findings
    assert denied.impression == "No acute cardiopulmonary abnormality."


def test_a_denied_finding_leaves_the_others_told_and_the_list_in_order() -> None:
    case = Case(
        "Right pleural effusion. Fracture of a rib.", "1. Right pleural effusion. 2. Rib fracture. 3. Normal heart."
    )
    found = {deny_finding(case, Random(seed)) for seed in range(8)}
    texts = {denied.impression for denied in found if denied is not None}
    assert texts == {"1. Rib fracture. 2. Normal heart.", "1. Right pleural effusion. 2. Normal heart."}


def test_a_finding_that_shares_its_sentence_with_another_is_not_denied() -> None:
    case = Case("Right pleural effusion. Fracture of a rib.", "Right pleural effusion and rib fracture.")
    assert deny_finding(case, Random(1)) is None


@pytest.mark.parametrize(
    "advice", ["CT in 6 months is recommended.", "This is unchanged.", "Clinical correlation.", "Consider biopsy."]
)
def test_a_finding_is_not_denied_where_advice_about_it_would_stay(advice: str) -> None:
    case = Case("5 mm nodule in the right upper lobe. Heart is normal.", f"1. Right upper lobe nodule. 2. {advice}")
    assert all(deny_finding(case, Random(seed)) is None for seed in range(4))


@given(cases(), st.integers(0, 2**32))
def test_nothing_is_changed_where_every_probability_is_zero(case: Case, seed: int) -> None:
    assert augment(case, Augment(), Random(seed)) == case


@given(cases(), st.integers(0, 2**32))
def test_one_setting_does_not_move_the_others(case: Case, seed: int) -> None:
    """The sides are exchanged in the same cases whether or not measurements may change."""
    alone = augment(case, Augment(swap_sides=0.5), Random(seed))
    along = augment(case, Augment(swap_sides=0.5, change_measurements=1e-12), Random(seed))
    assert along == alone


@pytest.mark.parametrize(
    ("policy", "text", "expected"),
    [
        ("keep", "Seen on XXXX. Clear.", "Seen on XXXX. Clear."),
        ("mask_loss", "Seen on XXXX. Clear.", "Seen on XXXX. Clear."),
        ("drop_sentence", "1. Seen on XXXX. 2. Clear.", "Clear."),
        ("drop_sentence", "Seen on XXXX.", None),
        ("drop_report", "Seen on ___. Clear.", None),
        ("drop_report", "No disease. .", "No disease."),
        ("keep", "No disease..", "No disease."),
        ("keep", "A 3.3 cm mass. No 2.", "A 3.3 cm mass. No 2."),
        ("keep", " . ", None),
    ],
)
def test_targets_are_tidy_and_masked_words_treated_as_asked(policy: str, text: str, expected: str | None) -> None:
    assert target_text(text, policy) == expected
