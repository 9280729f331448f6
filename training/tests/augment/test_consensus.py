"""The wording that most resembles what was written for similar findings."""

from readroom_training.augment.consensus import consensus_targets
from readroom_training.data.records import Report

NORMAL = "Heart size is normal. Lungs are clear. No effusion."


def _targets(*pairs: tuple[str, str]) -> list[str | None]:
    reports = [Report(str(place), findings, target) for place, (findings, target) in enumerate(pairs)]
    return consensus_targets(reports, [target for _, target in pairs])


def test_an_odd_wording_gives_way_to_the_usual_one() -> None:
    usual = (NORMAL, "No acute cardiopulmonary abnormality.")
    assert _targets((NORMAL, "Negative chest."), usual, usual, usual)[0] == usual[1]


def test_an_impression_that_tells_a_problem_or_a_side_is_never_replaced() -> None:
    usual = (NORMAL, "No acute disease.")
    found = _targets((NORMAL, "Left effusion."), (NORMAL, "Clear left lung."), (NORMAL, "Seen on XXXX."), usual, usual)
    assert found[:3] == [None, None, None]


def test_no_report_gets_a_neighbours_problem() -> None:
    ill = (NORMAL + " Nodule.", "Pulmonary nodule.")
    assert _targets((NORMAL, "No acute disease."), ill, ill, ill)[0] == "No acute disease."


def test_a_report_without_neighbours_keeps_its_own() -> None:
    assert _targets((NORMAL, "No acute disease.")) == ["No acute disease."]
