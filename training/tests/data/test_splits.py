import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.data_reports import report

from readroom_training.config.data_settings import DrawnSplit
from readroom_training.data.splits import draw_split, known_split, split_names
from readroom_training.errors import TrainingError


def test_the_names_that_data_sets_use_are_known() -> None:
    assert [known_split(name) for name in ("train", " VAL ", "validate", "dev", "Test", "")] == [
        *("train", "validation", "validation", "validation", "test"),
        None,
    ]


def test_a_recipes_own_names_come_first_and_are_checked() -> None:
    names = split_names({"TRN": "train", "test": "validation"}, "options.splits")
    assert known_split("trn", names) == "train" and known_split("test", names) == "validation"
    with pytest.raises(TrainingError, match="options.splits.a must be one of"):
        split_names({"a": "b"}, "options.splits")


@given(st.text(max_size=20), st.integers(0, 2**32 - 1))
def test_a_patient_is_never_in_two_splits(patient: str, seed: int) -> None:
    drawn = DrawnSplit(by="patient", validation=0.3, test=0.3, seed=seed)
    reports = [report(str(i), f"Finding {i}.", patient=patient) for i in range(5)]
    assert len({draw_split(one, drawn) for one in reports}) == 1


def test_equal_findings_are_never_in_two_splits() -> None:
    drawn = DrawnSplit(by="report", validation=0.3, test=0.3)
    pairs = [(f"Nodule of {i} mm.", f"NODULE OF {i} MM") for i in range(50)]
    assert all(draw_split(report("1", a), drawn) == draw_split(report("2", b), drawn) for a, b in pairs)


def test_shares_are_met_and_another_seed_draws_others() -> None:
    reports = [report(str(i), patient=f"p{i}") for i in range(4_000)]
    drawn = [draw_split(one, DrawnSplit(validation=0.1, test=0.2, seed=1)) for one in reports]
    # Binomial: three standard deviations of 4,000 draws are 1.4 % and 1.9 %.
    assert abs(drawn.count("validation") / 4_000 - 0.1) < 0.015
    assert abs(drawn.count("test") / 4_000 - 0.2) < 0.02
    assert drawn == [draw_split(one, DrawnSplit(validation=0.1, test=0.2, seed=1)) for one in reports]
    assert drawn != [draw_split(one, DrawnSplit(validation=0.1, test=0.2, seed=2)) for one in reports]


def test_a_report_without_a_patient_is_not_drawn_by_patient() -> None:
    assert draw_split(report("1"), DrawnSplit(by="patient")) is None
