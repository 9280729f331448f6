"""How many processes a recipe's accelerate configuration starts, and whether they share the weights out."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from readroom_training.config.settings import Recipe
from readroom_training.config.yaml_file import read_yaml
from readroom_training.errors import TrainingError

# The names that accelerate writes, with what they mean here.
KINDS = {
    "NO": "one process",
    "MULTI_CPU": "processes on processors",
    "MULTI_GPU": "data parallel",
    "FSDP": "FSDP",
    "DEEPSPEED": "DeepSpeed",
}
# As accelerate's own launcher; the largest published clusters have some ten thousand cards.
MAX_PROCESSES = 65_536


@dataclass(frozen=True, slots=True)
class Plan:
    """`file`: the accelerate configuration, or None for one process in this one."""

    file: Path | None
    kind: str
    processes: int = 1
    machines: int = 1
    sharded: bool = False
    on_processors: bool = False


def plan_of(recipe: Recipe) -> Plan:
    """@raises TrainingError `config/…` for a file that is not accelerate's, or that does not go with the recipe"""
    if recipe.distributed is None:
        return Plan(file=None, kind=KINDS["NO"])
    path = Path(recipe.distributed)
    values = read_yaml(path)
    if not isinstance(values, Mapping) or values.get("distributed_type") not in KINDS:
        raise TrainingError("config/wrong-type", f"{path.name} names no distributed_type of {', '.join(KINDS)}.")
    kind = values["distributed_type"]
    plan = Plan(
        file=path,
        kind=KINDS[kind],
        processes=_count(values, "num_processes", path),
        machines=_count(values, "num_machines", path),
        sharded=_sharded(kind, values),
        on_processors=values.get("use_cpu") is True,
    )
    _check(recipe, plan, kind)
    return plan


def _sharded(kind: str, values: Mapping[str, object]) -> bool:
    deepspeed = values.get("deepspeed_config")
    stage = deepspeed.get("zero_stage") if isinstance(deepspeed, Mapping) else None
    return kind == "FSDP" or (kind == "DEEPSPEED" and stage != 2)


def _count(values: Mapping[str, object], name: str, path: Path) -> int:
    value = values.get(name, 1)
    if type(value) is not int or not 1 <= value <= MAX_PROCESSES:
        raise TrainingError("config/out-of-range", f"{path.name}: {name} must be from 1 to {MAX_PROCESSES:,}.")
    return value


def _check(recipe: Recipe, plan: Plan, kind: str) -> None:
    for wrong, sentence in (
        (
            plan.sharded and recipe.evaluation.metric != "loss",
            "Weights that are sharded over processes cannot be merged to generate: set evaluation.metric to loss.",
        ),
        (
            plan.sharded and recipe.averaging.kind != "none",
            "Weights that are sharded over processes are not averaged: set averaging.kind to none.",
        ),
        (
            recipe.method.kind == "qlora" and kind == "DEEPSPEED" and plan.sharded,
            "A base in 4 bits is shared out by FSDP here, not by ZeRO-3: take the FSDP configuration for qlora.",
        ),
        (
            recipe.model.engine == "fast" and plan.sharded,
            "model.engine fast runs whole on each process: take model.engine peft where weights are sharded.",
        ),
    ):
        if wrong:
            raise TrainingError("config/conflict", sentence)
