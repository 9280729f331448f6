"""Accelerate configurations: what they mean for a recipe, and combinations that are refused before anything starts."""

import os
from pathlib import Path

import pytest
import yaml
from support.tiny_base import tiny_recipe

from readroom_training.config.read_recipe import read_recipe
from readroom_training.distributed.launch import is_main, is_worker, launch
from readroom_training.distributed.plan import Plan, plan_of
from readroom_training.errors import TrainingError

CONFIGURATIONS = Path(__file__).parents[2] / "distributed"


def planned(folder: Path, configuration: object, *changes: str) -> Plan:
    """The plan of the tiny recipe with a configuration: a file's name in distributed/, or values."""
    path = CONFIGURATIONS / str(configuration)
    if not isinstance(configuration, str):
        path = folder / "accelerate.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(yaml.safe_dump(configuration), encoding="utf-8")
    return plan_of(read_recipe(tiny_recipe(folder), [f"distributed={path}", *changes]))


@pytest.mark.parametrize(
    ("name", "processes", "machines", "sharded"),
    [
        ("two-cpu.yaml", 2, 1, False),
        ("ddp.yaml", 8, 1, False),
        ("fsdp.yaml", 8, 1, True),
        ("deepspeed-zero3.yaml", 8, 1, True),
        ("deepspeed-zero3-4x8.yaml", 32, 4, True),
    ],
)
def test_each_configuration_of_the_repository_is_understood(
    tmp_path: Path, name: str, processes: int, machines: int, sharded: bool
) -> None:
    plan = planned(tmp_path, name)
    assert (plan.processes, plan.machines, plan.sharded) == (processes, machines, sharded)


def test_every_configuration_is_one_that_accelerate_reads() -> None:
    from accelerate.commands.config.config_args import load_config_from_file

    for path in CONFIGURATIONS.glob("*.yaml"):
        loaded = load_config_from_file(str(path))
        assert loaded.num_processes >= 2
        assert str(loaded.distributed_type).endswith(yaml.safe_load(path.read_text())["distributed_type"])


def test_without_a_configuration_it_is_one_process(tmp_path: Path) -> None:
    plan = plan_of(read_recipe(tiny_recipe(tmp_path)))
    assert (plan.file, plan.processes, plan.sharded) == (None, 1, False)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (["evaluation.metric=rouge1"], "set evaluation.metric to loss"),
        (["averaging.kind=ema"], "set averaging.kind to none"),
        (["model.engine=fast"], "take model.engine peft"),
    ],
)
def test_what_sharded_weights_cannot_do_is_refused(tmp_path: Path, changes: list[str], sentence: str) -> None:
    with pytest.raises(TrainingError) as refusal:
        planned(tmp_path, "fsdp.yaml", *changes)
    assert refusal.value.code == "config/conflict"
    assert sentence in refusal.value.sentence


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ([], "config/wrong-type"),
        ({}, "config/wrong-type"),
        ({"distributed_type": "TPU"}, "config/wrong-type"),
        ({"distributed_type": "MULTI_GPU", "num_processes": 0}, "config/out-of-range"),
        ({"distributed_type": "MULTI_GPU", "num_processes": True}, "config/out-of-range"),
        ({"distributed_type": "MULTI_GPU", "num_machines": "2"}, "config/out-of-range"),
    ],
)
def test_a_file_that_is_no_accelerate_configuration_is_refused(tmp_path: Path, values: object, code: str) -> None:
    with pytest.raises(TrainingError) as refusal:
        planned(tmp_path, values)
    assert refusal.value.code == code


def test_several_machines_are_not_started_from_one(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="started on each with accelerate launch"):
        launch(planned(tmp_path, "deepspeed-zero3-4x8.yaml"), [])


def test_a_worker_knows_itself_by_its_rank(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not is_worker() and is_main()
    monkeypatch.setitem(os.environ, "RANK", "0")
    assert is_worker() and is_main()
    monkeypatch.setitem(os.environ, "RANK", "1")
    assert is_worker() and not is_main()
