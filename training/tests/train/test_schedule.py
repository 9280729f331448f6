"""The learning rate's course."""

import pytest

from readroom_training.config.settings import Schedule
from readroom_training.train.schedule import rate_factor


@pytest.mark.parametrize("kind", ["cosine", "linear", "constant"])
def test_the_rate_rises_to_its_peak_and_never_leaves_zero_to_one(kind: str) -> None:
    schedule = Schedule(kind=kind, warmup=0.1, floor=0.02)
    factors = [rate_factor(schedule, step, 200) for step in range(200)]
    assert factors[:20] == sorted(factors[:20])
    assert factors[20] == 1.0
    assert all(0 < factor <= 1 for factor in factors)
    assert factors[20:] == sorted(factors[20:], reverse=True)


def test_it_ends_near_the_floor() -> None:
    assert rate_factor(Schedule(kind="cosine", warmup=0.0, floor=0.1), 999, 1000) == pytest.approx(0.1, abs=1e-3)
    assert rate_factor(Schedule(kind="linear", warmup=0.0, floor=0.0), 999, 1000) == pytest.approx(0.001)


def test_half_way_a_cosine_is_half_way_down() -> None:
    assert rate_factor(Schedule(kind="cosine", warmup=0.0, floor=0.2), 500, 1000) == pytest.approx(0.6)


def test_a_run_of_one_step_takes_it_at_the_full_rate() -> None:
    assert rate_factor(Schedule(warmup=0.05), 0, 1) == 1.0
