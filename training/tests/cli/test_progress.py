"""The lines on the terminal."""

from pathlib import Path

from readroom_training.cli.progress import line_of, progress_lines
from readroom_training.train.events import Evaluated, Message, Saved, Started, Step


def step(number: int) -> Step:
    return Step(number, 9, number / 9, 1.5, 1e-3, 0.4, tokens=500, seconds=0.5, seconds_left=3_725.0)


def test_each_event_is_one_line_of_numbers() -> None:
    assert line_of(Started(9, 0, 1_200, 8_192)) == "9 steps, 1,200 reports, 8,192 weights to train"
    assert line_of(Started(9, 4, 1_200, 8_192)).startswith("going on after step 4 of 9")
    assert "1000 tokens/s  1:02:05 left" in line_of(step(3))
    evaluated = Evaluated(9, 1.0, 1.25, {"rouge1": 0.6421}, best=True, seconds=12.0)
    assert "loss 1.2500  rouge1 64.2  (best so far)" in line_of(evaluated)
    assert line_of(Saved("best", 9, Path("adapter"))) == "best written: adapter"
    assert line_of(Message("Stopped early.")) == "Stopped early."


def test_steps_are_shown_every_few_seconds_and_the_last_one_always() -> None:
    now = 0.0
    written: list[str] = []
    listen = progress_lines(written.append, clock=lambda: now)
    for number in range(1, 10):
        listen(step(number))
        now += 1.0
    assert [line.split()[1] for line in written] == ["1/9", "6/9", "9/9"]


def test_what_is_not_a_step_is_always_shown() -> None:
    written: list[str] = []
    listen = progress_lines(written.append, clock=lambda: 0.0)
    for _ in range(3):
        listen(Message("x"))
    assert written == ["x", "x", "x"]
