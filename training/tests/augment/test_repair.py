"""Impressions with masked words as targets: nothing invented, nothing abnormal lost. All sentences are made up here."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readroom_training.augment.repair.fills import FILLS, MARK, fill_words
from readroom_training.augment.repair.repair import repair_impression
from readroom_training.augment.target_text import target_text
from readroom_training.data.deidentified import has_marks
from readroom_training.honesty.mentions import find_mentions
from readroom_training.honesty.numbers import find_numbers
from readroom_training.honesty.variants import claimed

FILLED = {
    "x-ray": ("Normal x-XXXX of the hand.", "Normal x-ray of the hand."),
    "costophrenic angle": ("Blunt left costophrenic XXXX.", "Blunt left costophrenic angle."),
    "bowel gas pattern": ("Quiet bowel XXXX pattern.", "Quiet bowel gas pattern."),
    "air-fluid level": ("An XXXX-fluid level is seen.", "An air-fluid level is seen."),
    "free air": ("Free intraperitoneal XXXX.", "Free intraperitoneal air."),
    "inspiratory effort": ("Poor inspiratory XXXX.", "Poor inspiratory effort."),
    "lymph nodes": ("Big lymph XXXX.", "Big lymph nodes."),
    "lungs": ("Haze of both lung XXXX.", "Haze of both lungs."),
    "acute abnormality": ("There is no acute thoracic XXXX.", "There is no acute thoracic abnormality."),
    "acute or …": ("Nothing acute or XXXX today.", "Nothing acute today."),
    "… or acute": ("Nothing XXXX or acute today.", "Nothing acute today."),
    "no …": ("No XXXX effusion.", "No effusion."),
    "of value": ("Old films would be of XXXX.", "Old films would be of value."),
    "areas of": ("A few faint XXXX of scarring.", "A few faint areas of scarring."),
    "sternotomy wires": ("Broken sternotomy XXXX.", "Broken sternotomy wires."),
    "may be": ("This XXXX be pneumonia.", "This may be pneumonia."),
    "no length": ("A XXXX 5 XXXX solid nodule.", "A solid nodule."),
    "CT scan": ("Advise XXXX scan.", "Advise CT scan."),
    "CT, kind": ("Noncontrast XXXX advised.", "Noncontrast CT advised."),
    "CT, advised": ("Consider XXXX for staging.", "Consider CT for staging."),
    "CT of a region": ("XXXX of the chest advised.", "CT of the chest advised."),
    "evaluation with CT": ("Further evaluation XXXX chest.", "Further evaluation with CT chest."),
    "CT for more": ("XXXX for better detail.", "CT for better detail."),
    "CT is advised": ("A XXXX is recommended.", "A CT is recommended."),
    "most likely": ("Most XXXX a scar.", "Most likely a scar."),
    "likely to": ("This is XXXX to be old.", "This is likely to be old."),
    "likely, verb": ("It XXXX represents edema.", "It likely represents edema."),
    "likely chronic": ("Wedging, XXXX chronic.", "Wedging, likely chronic."),
    "likely, after a comma": ("Basal haze, XXXX atelectasis.", "Basal haze, likely atelectasis."),
    "likely, after what is explained": ("Basal opacity XXXX scarring.", "Basal opacity likely scarring."),
    "compression": ("XXXX fracture of T8.", "compression fracture of T8."),
    "height loss": ("More XXXX loss of L2.", "More height loss of L2."),
    "no news": ("XXXX change. Clear lungs.", "Clear lungs."),
}


def test_every_rule_has_an_example_here() -> None:
    assert [fill.name for fill in FILLS] == list(dict.fromkeys(fill.name for fill in FILLS))
    assert set(FILLED) == {fill.name for fill in FILLS}


@pytest.mark.parametrize("name", FILLED)
def test_a_rule_alone_fills_its_word(name: str) -> None:
    before, after = FILLED[name]
    fill = next(fill for fill in FILLS if fill.name == name)
    assert fill.where is None or fill.where.search(before)
    assert fill.pattern.sub(fill.replacement, before) == after
    assert fill_words(before) == after


@pytest.mark.parametrize(
    "uncertain",
    [
        "Healed XXXX fracture of a rib.",
        "XXXX chest radiograph is due.",
        "Streaky XXXX atelectasis.",
        "There is an acute thoracic XXXX.",
        "XXXX nodule.",
    ],
)
def test_a_word_that_may_be_another_is_not_filled(uncertain: str) -> None:
    assert fill_words(uncertain) == uncertain


@pytest.mark.parametrize(
    ("text", "repaired"),
    [
        # A lost adjective is not missed.
        ("XXXX patchy opacity in the right base.", "Patchy opacity in the right base."),
        ("Cardiomegaly with XXXX XXXX effusions.", "Cardiomegaly with effusions."),
        ("Seen on the XXXX XXXX CT.", "Seen on the CT."),
        # Dates go with what leads to them.
        ("Effusion, unchanged since XXXX, XXXX.", "Effusion, unchanged."),
        ("Stable mass compared to XXXX.", "Stable mass."),
        # A lost noun takes its clause along.
        ("Large pneumothorax with shift, suggesting XXXX.", "Large pneumothorax with shift."),
        ("Wedging of T9, XXXX since the film of XXXX.", "Wedging of T9."),
        ("Edema is present and XXXX.", "Edema is present."),
        # Calls go, what they are about stays.
        ("Right apical mass. Dr. XXXX was notified by telephone at XXXX.", "Right apical mass."),
        ("Clear lungs. XXXX XXXX for the opportunity to assist. Thanks.", "Clear lungs."),
        ("Clear lungs. If you wish to discuss this case, please XXXX. XXXX at XXXX. Thanks.", "Clear lungs."),
        # Lists stay lists, and lengths lengths.
        ("1. Effusion. 2. Called to Dr. XXXX. 3. Nodule.", "1. Effusion. 2. Nodule."),
        ("1.5 cm nodule. XXXX scan advised.", "1.5 cm nodule. CT scan advised."),
        ("1. Compared to XXXX. 2. 2.1 cm nodule.", "2.1 cm nodule."),
        # Marks of other sets.
        ("Effusion is new since ___.", "Effusion is new."),
        ("Mass. Discussed with Dr. [**Last Name 12**].", "Mass."),
        ("Left effusion. IMPRESSION: Exam of XXXX. Heart is large.", "Left effusion."),
        # Without a mark nothing is touched, not even slips.
        ("clear  lungs ,2. no change", "clear  lungs ,2. no change"),
    ],
)  # fmt: skip
def test_a_sentence_is_filled_shortened_or_left_out(text: str, repaired: str) -> None:
    assert repair_impression(text) == repaired


@pytest.mark.parametrize(
    "text",
    [
        "Large right upper lobe XXXX. Heart is normal.",
        "No pneumonia. Marked swelling of the XXXX and cardiomegaly.",
        "XXXX of edema. Clear left lung.",
        "XXXX.",
        "Dr. XXXX was called.",
    ],
)
def test_a_report_whose_finding_cannot_be_kept_is_no_target(text: str) -> None:
    assert repair_impression(text) is None


PIECES = (
    "Cardiomegaly", "small", "left", "effusion", "and", "with", "is", "no", "pneumonia", "XXXX", "___", "in the",
    "right base", "1.", "2.", "3.3 cm", "nodule", ".", ",", "likely", "since", "Dr.", "CT", "x-XXXX", "(", ")", "of",
)  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=24).map(" ".join))
def test_whatever_the_text_no_mark_is_left_and_no_problem_or_number_is_new(text: str) -> None:
    repaired = repair_impression(text)
    if repaired is None or not has_marks(text):
        return
    assert not has_marks(repaired) and MARK not in repaired.upper()
    before = {mention.concept for mention in find_mentions(text)}
    assert {mention.concept for mention in claimed(find_mentions(repaired))} <= before
    assert {number.value for number in find_numbers(repaired)} <= {number.value for number in find_numbers(text)}
    # What was repaired needs no further repair.
    assert repair_impression(repaired) == repaired


def test_a_recipe_asks_for_it_by_name() -> None:
    assert target_text("Negative chest x-XXXX. .", "repair") == "Negative chest x-ray."
    assert target_text("Large right upper lobe XXXX.", "repair") is None
    assert target_text("No disease.", "repair") == "No disease."
