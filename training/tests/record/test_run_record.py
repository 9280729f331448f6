"""A run of several parts: each has a record in its own folder."""

import json
from pathlib import Path

from support.tiny_base import tiny_recipe

from readroom_training.config.read_recipe import read_recipe
from readroom_training.record.run_record import RunRecord
from readroom_training.train.events import Message, Stage, Started, Step


def _read(folder: Path) -> dict:
    return json.loads((folder / "run.json").read_text(encoding="utf-8"))


def test_each_part_is_recorded_where_it_writes_and_what_came_first_is_in_all_of_them(tmp_path: Path) -> None:
    out, inner = tmp_path / "run", tmp_path / "run" / "first"
    record = RunRecord(out, read_recipe(tiny_recipe(tmp_path)))
    record.listen(Message("2 rows gave no report."))
    for name, folder, steps in (("likelihood", inner, 2), ("preference", out, 1)):
        record.listen(Stage(name, folder))
        record.listen(Message(f"about {name}"))
        record.listen(Started(steps, 0, 12, 100))
        for step in range(1, steps + 1):
            record.listen(Step(step, steps, 0.5, 2.0, 1e-3, 1.0, 40, 0.1, 0.0))
    record.finish("stopped early")
    assert _read(inner)["outcome"]["status"] == "finished"
    assert _read(out)["outcome"]["status"] == "stopped early"
    assert _read(inner)["messages"] == ["2 rows gave no report.", "about likelihood"]
    assert _read(out)["messages"] == ["2 rows gave no report.", "about preference"]
    assert [len((folder / "progress.jsonl").read_text().splitlines()) for folder in (inner, out)] == [2, 1]


def test_a_run_of_one_part_is_recorded_in_its_folder(tmp_path: Path) -> None:
    record = RunRecord(tmp_path / "run", read_recipe(tiny_recipe(tmp_path)))
    record.listen(Message("early"))
    record.listen(Started(1, 0, 12, 100))
    record.finish("finished")
    assert _read(tmp_path / "run")["messages"] == ["early"]
