"""The run record: what it holds, what it never holds, and that it survives kills and resumes."""

import json
from pathlib import Path

import pytest
from support.tiny_base import tiny_recipe

from readroom_training.config.read_recipe import read_recipe
from readroom_training.config.settings import Recipe
from readroom_training.record.recorder import Recorder


@pytest.fixture
def recipe(tmp_path: Path) -> Recipe:
    return read_recipe(tiny_recipe(tmp_path / "data"))


def a_run(folder: Path, recipe: Recipe, steps: range, resumed_from: int | None = None) -> Recorder:
    """A recorder that has seen some steps, each of 100 tokens in half a second."""
    recorder = Recorder(folder, recipe, clock=lambda: 0.0)
    recorder.begin(resumed_from)
    for step in steps:
        recorder.step(step=step, epoch=step / 10, loss=3.0 / step, lr=1e-3, tokens=100, seconds=0.5)
    return recorder


def read(folder: Path) -> dict:
    return json.loads((folder / "run.json").read_text(encoding="utf-8"))


def lines(folder: Path) -> list[dict]:
    return [json.loads(line) for line in (folder / "progress.jsonl").read_text(encoding="utf-8").splitlines()]


def test_a_record_tells_recipe_data_versions_machine_and_speed(tmp_path: Path, recipe: Recipe) -> None:
    recorder = a_run(tmp_path / "run", recipe, range(1, 5))
    recorder.evaluation(step=4, epoch=0.4, scores={"loss": 1.5, "rouge1": 0.6}, seconds=2.0)
    recorder.message("Stopped early.")
    recorder.finish("finished")
    record = read(tmp_path / "run")
    assert record["recipe"]["method"]["rank"] == 4
    assert [source["name"] for source in record["data"]] == ["train.jsonl", "val.jsonl"]
    assert all(len(source["sha256"]) == 64 for source in record["data"])
    (session,) = record["sessions"]
    assert {"torch", "transformers", "peft", "accelerate", "python"} <= set(session["versions"])
    assert session["machine"]["processes"] == 1
    assert record["outcome"]["status"] == "finished"
    assert record["outcome"]["tokens"] == 400
    assert record["outcome"]["tokensPerSecond"] == 200
    assert record["messages"] == ["Stopped early."]
    assert (tmp_path / "run" / "loss.svg").read_text().startswith("<svg")
    assert "rouge1" in (tmp_path / "run" / "scores.svg").read_text()


def test_a_record_holds_no_text_of_a_report_and_no_path(tmp_path: Path, recipe: Recipe) -> None:
    a_run(tmp_path / "run", recipe, range(1, 3)).finish("finished")
    written = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "run").iterdir())
    assert "effusion" not in written
    assert str(tmp_path) not in written


def test_a_resumed_run_forgets_what_came_after_its_checkpoint_and_keeps_the_rest(
    tmp_path: Path, recipe: Recipe
) -> None:
    folder = tmp_path / "run"
    a_run(folder, recipe, range(1, 8))
    a_run(folder, recipe, range(6, 9), resumed_from=5).finish("finished")
    assert [line["step"] for line in lines(folder)] == [1, 2, 3, 4, 5, 6, 7, 8]
    record = read(folder)
    assert [session["from"] for session in record["sessions"]] == [0, 5]
    assert record["outcome"]["tokens"] == 800


def test_a_run_that_begins_anew_leaves_nothing_of_an_earlier_one(tmp_path: Path, recipe: Recipe) -> None:
    folder = tmp_path / "run"
    a_run(folder, recipe, range(1, 8)).finish("interrupted")
    a_run(folder, recipe, range(1, 3)).finish("finished")
    assert [line["step"] for line in lines(folder)] == [1, 2]
    assert len(read(folder)["sessions"]) == 1


def test_a_line_that_a_kill_has_torn_is_left_out(tmp_path: Path, recipe: Recipe) -> None:
    folder = tmp_path / "run"
    a_run(folder, recipe, range(1, 4))
    with (folder / "progress.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"kind": "step", "st')
    a_run(folder, recipe, range(4, 5), resumed_from=3)
    assert [line["step"] for line in lines(folder)] == [1, 2, 3, 4]


def test_a_loss_that_is_no_number_is_recorded_as_none(tmp_path: Path, recipe: Recipe) -> None:
    recorder = a_run(tmp_path / "run", recipe, range(1, 2))
    recorder.step(step=2, epoch=0.2, loss=float("nan"), lr=1e-3, tokens=1, seconds=0.1)
    recorder.finish("finished")
    assert lines(tmp_path / "run")[-1]["loss"] is None


def test_what_is_said_before_the_first_step_is_recorded_too(tmp_path: Path, recipe: Recipe) -> None:
    recorder = Recorder(tmp_path / "run", recipe)
    recorder.message("3 rows gave no report (no-findings).")
    recorder.begin()
    recorder.message("Stopped early.")
    assert read(tmp_path / "run")["messages"] == ["3 rows gave no report (no-findings).", "Stopped early."]


def test_a_run_that_never_began_has_no_record(tmp_path: Path, recipe: Recipe) -> None:
    Recorder(tmp_path / "run", recipe).finish("failed")
    assert not (tmp_path / "run").exists()
