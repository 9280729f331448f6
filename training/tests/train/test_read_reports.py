"""What is read into memory, and how much of it is too much."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from support.tiny_base import tiny_recipe

from readroom_training.config.read_recipe import read_recipe
from readroom_training.config.settings import Examples
from readroom_training.errors import TrainingError
from readroom_training.train import read_reports as module
from readroom_training.train.events import Event, Message
from readroom_training.train.read_reports import read_reports


def test_reports_are_shared_out_by_split_and_rejected_rows_told_by_number(tmp_path: Path) -> None:
    recipe = read_recipe(tiny_recipe(tmp_path))
    with (tmp_path / "train.jsonl").open("a") as file:
        file.write('{"id": "secret", "findings": "Secret."}\n')
    told: list[Event] = []
    reports = read_reports(recipe, told.append)
    assert (len(reports.training), len(reports.validation)) == (12, 4)
    assert told == [Message("1 rows gave no report (no-impression); `data stats` names them.")]
    assert all(report.where == "" for report in reports.training)


def test_validation_reports_whose_findings_are_trained_on_are_told_by_number(tmp_path: Path) -> None:
    recipe = read_recipe(tiny_recipe(tmp_path))
    rows = (tmp_path / "train.jsonl").read_text().splitlines()
    with (tmp_path / "val.jsonl").open("a") as file:
        file.write(json.dumps({**json.loads(rows[0]), "id": "v0"}) + "\n")
    told: list[Event] = []
    read_reports(recipe, told.append)
    (message,) = told
    assert isinstance(message, Message)
    assert message.text.startswith("1 of 5 validation reports have the findings of a training report;")


def test_more_reports_than_memory_is_meant_for_are_refused_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipe = read_recipe(tiny_recipe(tmp_path))
    monkeypatch.setattr(module, "MAX_REPORTS", 16)
    assert len(read_reports(recipe, lambda _: None).training) == 12
    monkeypatch.setattr(module, "MAX_REPORTS", 15)
    with pytest.raises(TrainingError, match="at most 15; set a limit") as refused:
        read_reports(recipe, lambda _: None)
    assert refused.value.code == "train/too-many-reports"


def test_examples_are_searched_among_fewer_reports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_REPORTS_WITH_EXAMPLES", 11)
    recipe = read_recipe(tiny_recipe(tmp_path))
    assert len(read_reports(recipe, lambda _: None).training) == 12
    prompt = replace(recipe.prompt, examples=Examples(share=0.5))
    with pytest.raises(TrainingError, match="prompt.examples.share to 0") as refused:
        read_reports(replace(recipe, prompt=prompt), lambda _: None)
    assert refused.value.code == "train/too-many-reports"
