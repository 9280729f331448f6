"""The order of reports: random, reproducible, and alike in length within a step."""

from hypothesis import given
from hypothesis import strategies as st

from readroom_training.train.order import epoch_steps, steps_per_epoch

LENGTHS = st.lists(st.integers(1, 200), min_size=1, max_size=300)


@given(LENGTHS, st.integers(1, 20), st.integers(0, 9))
def test_every_report_comes_once_an_epoch(lengths: list[int], per_step: int, epoch: int) -> None:
    steps = epoch_steps(lengths, [1.0] * len(lengths), per_step, 7, epoch)
    assert sorted(index for step in steps for index in step) == list(range(len(lengths)))
    assert all(1 <= len(step) <= per_step for step in steps)
    assert len(steps) == steps_per_epoch([1.0] * len(lengths), per_step) or len(steps) <= 1 + len(lengths) // per_step


@given(st.integers(1, 20))
def test_a_weight_is_how_often_a_report_comes_on_average(seed: int) -> None:
    weights = [2.5, 1.0, 0.5]
    seen = [0, 0, 0]
    for epoch in range(200):
        for step in epoch_steps([1, 2, 3], weights, 4, seed, epoch):
            for index in step:
                seen[index] += 1
    assert seen[1] == 200
    assert abs(seen[0] - 500) < 50
    assert abs(seen[2] - 100) < 50


def test_seed_and_epoch_decide_the_order_and_nothing_else() -> None:
    lengths, weights = list(range(100)), [1.0] * 100
    first = epoch_steps(lengths, weights, 8, 1, 0)
    assert epoch_steps(lengths, weights, 8, 1, 0) == first
    assert epoch_steps(lengths, weights, 8, 1, 1) != first
    assert epoch_steps(lengths, weights, 8, 2, 0) != first


def test_reports_of_a_step_are_alike_in_length() -> None:
    lengths = [index % 97 for index in range(960)]
    steps = epoch_steps(lengths, [1.0] * 960, 8, 1, 0)
    spread = sum(max(lengths[i] for i in step) - min(lengths[i] for i in step) for step in steps) / len(steps)
    assert spread < 15
