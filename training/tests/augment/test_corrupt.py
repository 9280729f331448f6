"""Impressions made wrong: always wrong of the findings, always in the respect asked for. All texts are made up here."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readroom_training.augment.case import Case
from readroom_training.augment.corrupt.corrupt import corrupt
from readroom_training.augment.corrupt.kinds import Inventions, collect_inventions
from readroom_training.honesty.check_draft import check_draft

INVENTIONS = Inventions(["Pulmonary edema.", "Left pneumothorax.", "Hiatal hernia."])
NAMES = ("wrong_side", "dropped_finding", "invented_finding")
SENTENCES = (
    ("The heart size is normal.", ""),
    ("There is a nodule in the left upper lobe.", "Left upper lobe nodule."),
    ("Moderate right pleural effusion.", "Moderate right pleural effusion."),
    ("Compression fracture of T8.", "T8 compression fracture."),
    ("The aorta is tortuous.", ""),
)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    chosen = draw(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=4, unique=True))
    told = " ".join(told for _, told in chosen if told)
    return Case(" ".join(finding for finding, _ in chosen), told or "No acute disease.")


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("wrong_side", {"side"}),
        ("dropped_finding", {"omitted", "denied"}),
        ("invented_finding", {"unsupported", "speculative"}),
    ],
)
@given(case=cases(), seed=st.integers(0, 2**32))
def test_a_corruption_is_untrue_in_its_own_way_and_the_same_for_the_same_seed(
    name: str, kinds: set[str], case: Case, seed: int
) -> None:
    wrong = corrupt(case, [name], Random(seed), INVENTIONS)
    assert wrong == corrupt(case, [name], Random(seed), INVENTIONS)
    if wrong is not None:
        before = {flag.kind for flag in check_draft(case.findings, case.impression)}
        found = {flag.kind for flag in check_draft(case.findings, wrong)} - before
        assert found & kinds


def _one(name: str, findings: str, impression: str) -> str | None:
    return corrupt(Case(findings, impression), [name], Random(1), INVENTIONS)


def test_a_side_is_wrong_only_where_the_findings_name_one() -> None:
    assert _one("wrong_side", "Left effusion. Heart is normal.", "Left effusion.") == "Right effusion."
    assert _one("wrong_side", "Left effusion. Right effusion.", "Left effusion.") is None
    assert _one("wrong_side", "Large effusion.", "Large effusion.") is None


def test_a_dropped_finding_leaves_the_others_and_their_numbers() -> None:
    findings = "Left effusion. Fracture of a rib."
    assert _one("dropped_finding", findings, "Left effusion.") == "No acute cardiopulmonary abnormality."
    wrong = _one("dropped_finding", findings, "1. Left effusion. 2. Rib fracture. 3. Follow up.")
    assert wrong in ("1. Rib fracture. 2. Follow up.", "1. Left effusion. 2. Follow up.")
    assert _one("dropped_finding", "Clear lungs.", "No acute disease.") is None


def test_an_invented_finding_stands_after_what_is_true_or_in_the_place_of_nothing() -> None:
    told = _one("invented_finding", "Left effusion.", "Left effusion.")
    assert told is not None and told.startswith("Left effusion. ") and told[15:] in INVENTIONS.sentences
    assert _one("invented_finding", "Clear lungs.", "No acute disease.") in INVENTIONS.sentences
    true_of = Case("Edema.", "No change.")
    assert corrupt(true_of, ["invented_finding"], Random(1), Inventions(["Pulmonary edema."])) is None
    assert corrupt(true_of, ["invented_finding"], Random(1), Inventions([])) is None


def test_inventions_are_sentences_of_one_problem() -> None:
    impressions = ["Left effusion. No pneumonia. Edema and effusion.", "1. Nodule. 2. Left effusion.", "Left effusion."]
    assert collect_inventions(impressions).sentences == ["Left effusion."]


@given(cases(), st.integers(0, 2**32))
def test_every_kind_is_used(case: Case, seed: int) -> None:
    wrong = corrupt(case, NAMES, Random(seed), INVENTIONS)
    assert wrong is not None and wrong != case.impression
