"""How a run ends, told by its own reason."""

import errno
from pathlib import Path

import pytest
from support.tiny_base import tiny_recipe

from readroom_training.cli import session
from readroom_training.cli.main import INTERRUPTED, main
from readroom_training.config.read_recipe import read_recipe
from readroom_training.errors import TrainingError
from readroom_training.record.run_record import RunRecord


def test_a_record_that_cannot_be_written_does_not_hide_why_the_run_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(RunRecord, "finish", full)
    recipe = read_recipe(tiny_recipe(tmp_path))
    (tmp_path / "run" / "checkpoints").mkdir(parents=True)
    with pytest.raises(TrainingError) as refused:
        session.train_here(recipe, tmp_path / "run", resume=False)
    assert refused.value.code == "train/used-folder"


def test_only_a_training_run_that_was_stopped_is_told_how_to_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    recipe = str(tiny_recipe(tmp_path))
    monkeypatch.setattr("readroom_training.cli.stats.collect_stats", interrupt)
    assert main(["data", "stats", "--config", recipe, "--set", "model.base=null"]) == INTERRUPTED
    assert capsys.readouterr().err.strip() == "Stopped."
