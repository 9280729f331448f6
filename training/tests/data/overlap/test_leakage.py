import pytest
from support.data_reports import report

from readroom_training.data.overlap.leakage import HeldOut, Leakage, Shared

LONG = "The heart is normal in size and the lungs are clear without effusion or pneumothorax today"
HELD = report("v1", LONG, "Normal.", patient="p1")


@pytest.mark.parametrize(
    ("training", "shared"),
    [
        (report("t1", "Something else.", "New."), Shared(False, False, False, False, False)),
        (report("v1", "Something else.", "New."), Shared(True, False, False, False, False)),
        (report("t1", "Something else.", "New.", patient="p1"), Shared(False, True, False, False, False)),
        (report("t1", LONG.upper(), "NORMAL"), Shared(False, False, True, True, True)),
        (report("t1", LONG, "Other."), Shared(False, False, False, True, True)),
        (report("t1", LONG + " again", "Other."), Shared(False, False, False, False, True)),
    ],
)
def test_every_way_of_sharing_is_told_apart(training, shared: Shared) -> None:  # type: ignore[no-untyped-def]
    held_out = HeldOut([HELD])
    assert held_out.shared(training) == shared
    assert held_out.shares(training) == (shared.id or shared.patient or shared.near)


def test_reports_without_a_patient_share_none() -> None:
    assert not HeldOut([report("v1", "A.")]).shared(report("t1", "B.")).patient


def test_training_reports_are_counted_per_way() -> None:
    leakage = Leakage()
    leakage.add_training(Shared(False, True, False, True, True))
    leakage.add_training(Shared(False, False, False, False, True))
    assert (leakage.same_patient, leakage.same_findings, leakage.near_findings, leakage.same_id) == (1, 1, 2, 0)
