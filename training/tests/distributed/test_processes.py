"""Two processes reach what one reaches: really launched, through the configurations that come with the repository.

With dropout 0 nothing but the order of float32 sums tells the runs apart: a step's gradient is the sum of two parts
from two processes instead of one sum. That is some 1e-7 of a value; Adam, which divides by the gradient's own size, and
three steps leave it far below the tolerances here, and a wrong weighting of the processes (a mean of means, a gradient
that is summed instead of averaged, a report that is seen twice) is far above them.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file
from support.tiny_base import tiny_recipe

from readroom_training.cli.main import main

TRAINING = Path(__file__).parents[2]
# Of a loss of 5.6, and of adapter values that three steps of rate 0.01 have made up to 0.1 and float16 keeps to 6e-5.
LOSS_TOLERANCE = 2e-5
ADAPTER_TOLERANCE = 2e-4
# A machine that is busy with other work must not fail the test.
SECONDS = 1_200
# Reports of unequal length, in steps that need more than one forward pass: the means of processes would differ.
CHANGES = {"max_steps": 3, "batch": {"reports": 5, "max_tokens": 384}, "checkpoint": {"every_minutes": 10}}


def start(folder: Path, name: str, distributed: Path) -> "subprocess.Popen[str]":
    """`python -m readroom_training train` into folder/name."""
    options = ["--config", str(folder / "recipe.yaml"), "--out", str(folder / name)]
    options += ["--set", f"distributed={distributed}"]
    environment = {**os.environ, "PYTHONPATH": str(TRAINING), "OMP_NUM_THREADS": "1"}
    return subprocess.Popen(
        [sys.executable, "-m", "readroom_training", "train", *options],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def on_two_processors(name: str, folder: Path) -> Path:
    """A configuration of the repository for two processes without a card; everything else as it is."""
    text = (TRAINING / "distributed" / name).read_text(encoding="utf-8")
    for there, here in (("use_cpu: false", "use_cpu: true"), ("processes: 8", "processes: 2"), ("bf16", '"no"')):
        assert there in text
        text = text.replace(there, here)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with the runs `one`, `two` and `fsdp` of the same recipe."""
    folder = tmp_path_factory.mktemp("processes")
    tiny_recipe(folder, **CHANGES)
    started = [
        start(folder, "two", TRAINING / "distributed" / "two-cpu.yaml"),
        start(folder, "fsdp", on_two_processors("fsdp.yaml", folder)),
    ]
    try:
        assert main(["train", "--config", str(folder / "recipe.yaml"), "--out", str(folder / "one")]) == 0
        for process in started:
            output, _ = process.communicate(timeout=SECONDS)
            assert process.returncode == 0, output[-3_000:]
        yield folder
    finally:
        for process in started:
            process.kill()


def losses(folder: Path) -> list[float]:
    """Of the steps, and last of the validation reports."""
    lines = [json.loads(line) for line in (folder / "progress.jsonl").read_text(encoding="utf-8").splitlines()]
    return [line["loss"] if line["kind"] == "step" else line["scores"]["loss"] for line in lines]


def adapter(folder: Path) -> dict[str, torch.Tensor]:
    return load_file(folder / "adapter" / "adapter_model.safetensors")


@pytest.mark.parametrize("name", ["two", "fsdp"])
def test_the_processes_really_were_two(runs: Path, name: str) -> None:
    record = json.loads((runs / name / "run.json").read_text(encoding="utf-8"))
    assert record["sessions"][0]["machine"]["processes"] == 2
    assert record["outcome"]["status"] == "finished"


@pytest.mark.parametrize("name", ["two", "fsdp"])
def test_two_processes_have_the_losses_of_one(runs: Path, name: str) -> None:
    expected = losses(runs / "one")
    assert len(expected) == 4
    assert losses(runs / name) == pytest.approx(expected, abs=LOSS_TOLERANCE)


@pytest.mark.parametrize("name", ["two", "fsdp"])
def test_two_processes_make_the_adapter_of_one(runs: Path, name: str) -> None:
    expected, made = adapter(runs / "one"), adapter(runs / name)
    assert made.keys() == expected.keys()
    for key, values in expected.items():
        torch.testing.assert_close(made[key].float(), values.float(), atol=ADAPTER_TOLERANCE, rtol=0)
    learnt = [values.abs().max() for key, values in expected.items() if "lora_B" in key]
    assert min(learnt) > 10 * ADAPTER_TOLERANCE
