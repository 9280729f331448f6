"""The command line from end to end on a tiny base: train, go on, predict, look at the data, and refusals."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from safetensors.torch import load_file
from support.tiny_base import tiny_recipe, write_jsonl

from readroom_training.cli.main import INTERRUPTED, REFUSED, main

TRAINING = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the tiny recipe and a run of it."""
    folder = tmp_path_factory.mktemp("cli")
    tiny_recipe(folder, max_steps=2)
    assert main(["train", "--config", str(folder / "recipe.yaml"), "--out", str(folder / "run")]) == 0
    return folder


def test_a_run_leaves_an_adapter_a_record_and_charts(folder: Path) -> None:
    tensors = load_file(folder / "run" / "adapter" / "adapter_model.safetensors")
    assert len(tensors) == 2 * 7 * 2
    record = json.loads((folder / "run" / "run.json").read_text(encoding="utf-8"))
    assert record["outcome"]["status"] == "finished"
    assert record["notes"]["trainingReports"] == 12
    assert {"loss.svg", "progress.jsonl"} <= {path.name for path in (folder / "run").iterdir()}


def test_a_folder_with_a_run_in_it_is_not_written_over(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (folder / "run" / "run.json").read_bytes()
    assert main(["train", "--config", str(folder / "recipe.yaml"), "--out", str(folder / "run")]) == REFUSED
    assert "resume it or take another folder" in capsys.readouterr().err
    assert (folder / "run" / "run.json").read_bytes() == before


def test_predictions_are_one_line_a_report_of_the_split(folder: Path) -> None:
    out = folder / "predictions.jsonl"
    adapter = str(folder / "run" / "adapter")
    command = ["predict", "--config", str(folder / "recipe.yaml"), "--adapter", adapter, "--out", str(out)]
    assert main([*command, "--quantization", "q8f16_1", "--examples", "1"]) == 0
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [row["id"] for row in rows] == ["r100", "r101", "r102", "r103"]
    assert all(isinstance(row["prediction"], str) for row in rows)


def test_statistics_count_reports_and_rejected_rows(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_jsonl(tmp_path / "train.jsonl", [{"id": "a", "findings": "Clear.", "impression": "Normal."}, {"id": "b"}])
    write_jsonl(tmp_path / "val.jsonl", [{"id": "c", "findings": "Clear lungs.", "impression": "Normal."}])
    command = ["data", "stats", "--config", str(folder / "recipe.yaml"), "--data", str(tmp_path)]
    assert main([*command, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)
    assert main(command) == 0
    assert capsys.readouterr().out.strip()


def test_a_dry_run_says_what_would_be_trained_and_reads_no_weights(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["train", "--config", str(folder / "recipe.yaml"), "--out", str(tmp_path / "run"), "--dry-run"]
    assert main([*command, "--set", "model.base=nowhere"]) == 0
    told = capsys.readouterr().out
    # Both layers at rank 4: q and o of 64 to 64, k and v of 64 to 32, three between 64 and 128.
    assert f"{2 * 4 * (2 * 128 + 2 * 96 + 3 * 192):,} weights" in told
    assert not (tmp_path / "run").exists()


def test_needs_are_told_as_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["needs", "--config", str(folder / "recipe.yaml"), "--set", "model.base=null"]) == 0
    needs = json.loads(capsys.readouterr().out)
    assert needs == {"modelConfig": str(folder / "model.json"), "base": None}


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["train", "--set", "epoch=1"], "config/unknown-key: recipe has no key epoch; did you mean epochs?"),
        (["train", "--set", "model.base=null", "--out", "new"], "model/no-base"),
        (["train", "--set", "data.sources.0.path=none.jsonl", "--out", "new"], "none.jsonl"),
        (["train", "--set", "model.config=none.json"], "model/config-unreadable"),
        (["predict", "--adapter", "base", "--out", "p.jsonl"], "base"),
        (["predict", "--adapter", "none", "--out", "p.jsonl", "--split", "test"], "predict/no-reports"),
    ],
)
def test_a_refusal_is_one_sentence_with_its_code(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    sentence: str,
) -> None:
    monkeypatch.chdir(folder)
    assert main([*arguments, "--config", "recipe.yaml"]) == REFUSED
    (line,) = [line for line in capsys.readouterr().err.splitlines() if "/" in line.split(":")[0]]
    assert sentence in line
    assert not (folder / "p.jsonl").exists()


def test_a_run_that_is_stopped_says_how_to_go_on_and_notes_it(folder: Path) -> None:
    out = folder / "stopped"
    options = ["--config", str(folder / "recipe.yaml"), "--out", str(out), "--set", "max_steps=100000"]
    process = subprocess.Popen(
        [sys.executable, "-m", "readroom_training", "train", *options, "--set", "epochs=1000"],
        env={**os.environ, "PYTHONPATH": str(TRAINING)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stderr is not None
        assert any(line.startswith("checkpoint written") for line in process.stderr)
        process.send_signal(signal.SIGTERM)
        _, rest = process.communicate(timeout=120)
    finally:
        process.kill()
    assert process.returncode == INTERRUPTED
    assert "--resume goes on from the last checkpoint" in rest
    assert json.loads((out / "run.json").read_text(encoding="utf-8"))["outcome"]["status"] == "interrupted"
