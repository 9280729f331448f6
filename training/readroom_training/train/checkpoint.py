"""What a killed run goes on from: a folder per checkpoint, written as a whole or not at all."""

import json
import pickle
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from readroom_training.errors import TrainingError
from readroom_training.export.atomic_folder import write_folder
from readroom_training.train.averaging import Averages

_STATE, _WEIGHTS, _AVERAGES, _OPTIMISER = "state.json", "weights.safetensors", "averages.safetensors", "optimiser.pt"
_PREFIX = "step-"


@dataclass(frozen=True, slots=True)
class RunState:
    """Where a run stands, between two steps. Random choices follow from the place alone (train/randomness.py)."""

    fingerprint: str  # of the recipe and the data; another run's checkpoint is refused
    step: int = 0  # steps taken
    best: float | None = None  # score of the best weights so far, higher is better
    best_step: int = 0
    without_gain: int = 0  # evaluations since then
    averaged: int = 0  # steps in the averages
    stopped: bool = False  # ended early


def save_checkpoint(
    root: Path,
    state: RunState,
    parameters: Mapping[str, nn.Parameter],
    optimiser: torch.optim.Optimizer,
    averages: Averages,
    keep: int,
) -> Path:
    """Writes root/step-N and removes all but the newest `keep`. @returns the folder"""
    folder = root / f"{_PREFIX}{state.step:09d}"
    with write_folder(folder) as temporary:
        save_file(_tensors(parameters), temporary / _WEIGHTS)
        if averages.values:
            save_file(_tensors(averages.values), temporary / _AVERAGES)
        torch.save(optimiser.state_dict(), temporary / _OPTIMISER)
        facts = asdict(replace(state, averaged=averages.count))
        (temporary / _STATE).write_text(json.dumps(facts, indent=2) + "\n", "utf-8")
    # Also what a process that died while writing has left.
    for old in [*checkpoints(root)[keep:], *root.glob(f"{_PREFIX}*.writing")]:
        shutil.rmtree(old)
    return folder


def checkpoints(root: Path) -> list[Path]:
    """Whole checkpoints, the newest first."""
    found = root.glob(f"{_PREFIX}*") if root.is_dir() else []
    return sorted((path for path in found if path.name.removeprefix(_PREFIX).isdigit()), reverse=True)


def load_checkpoint(
    folder: Path,
    fingerprint: str,
    parameters: Mapping[str, nn.Parameter],
    optimiser: torch.optim.Optimizer,
    averages: Averages,
) -> RunState:
    """
    Puts everything back in place.
    @raises TrainingError `train/bad-checkpoint` for a damaged one, `train/other-run` for one of another recipe or data
    """
    try:
        state = RunState(**json.loads((folder / _STATE).read_text("utf-8")))
        weights = load_file(folder / _WEIGHTS)
        averaged = load_file(folder / _AVERAGES) if state.averaged else {}
        # Tensors and plain values only: a checkpoint runs no code.
        steps = torch.load(folder / _OPTIMISER, weights_only=True)
    except (OSError, ValueError, TypeError, RuntimeError, EOFError, SafetensorError, pickle.UnpicklingError) as error:
        raise _bad(folder) from error
    if state.fingerprint != fingerprint:
        raise TrainingError(
            "train/other-run", f"{folder.name} belongs to another recipe or other data; take a new output folder."
        )
    if weights.keys() != parameters.keys() or (averaged and averaged.keys() != parameters.keys()):
        raise _bad(folder)
    with torch.no_grad():
        for name, parameter in parameters.items():
            if weights[name].shape != parameter.shape:
                raise _bad(folder)
            parameter.copy_(weights[name])
    optimiser.load_state_dict(steps)
    averages.values, averages.count = dict(averaged), state.averaged
    return state


def _tensors(named: Mapping[str, Tensor]) -> dict[str, Tensor]:
    return {name: tensor.detach().cpu().contiguous() for name, tensor in named.items()}


def _bad(folder: Path) -> TrainingError:
    return TrainingError(
        "train/bad-checkpoint", f"{folder.name} is damaged; remove it to go on from the checkpoint before it."
    )
