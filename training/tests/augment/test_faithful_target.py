"""What an impression states without its findings is not learned."""

import pytest

from readroom_training.augment.faithful_target import faithful_target

FINDINGS = "Large right pleural effusion. Heart is normal in size."


@pytest.mark.parametrize(
    ("impression", "learned"),
    [
        ("Large right pleural effusion.", "Large right pleural effusion."),
        ("1. Right pleural effusion. 2. Rib fracture.", "Right pleural effusion."),
        ("1. Rib fracture. 2. Right pleural effusion. 3. Normal heart.", "1. Right pleural effusion. 2. Normal heart."),
        ("Rib fracture.", None),
        ("Left pleural effusion.", None),
        ("1. Rib fracture. 2. CT is recommended.", None),
        ("1. Rib fracture. 2. Right pleural effusion. 3. It is unchanged.", None),
    ],
)
def test_only_what_the_findings_carry_is_left(impression: str, learned: str | None) -> None:
    assert faithful_target(FINDINGS, impression) == learned


def test_a_suspicion_is_an_interpretation_and_stays() -> None:
    impression = "Right pleural effusion, possible pneumonia."
    assert faithful_target(FINDINGS, impression) == impression
