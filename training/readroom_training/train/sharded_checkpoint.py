"""Checkpoints of runs whose weights are shared out over processes (FSDP, DeepSpeed): every process writes its part."""

import json
import os
import shutil
from dataclasses import asdict
from pathlib import Path

from accelerate import Accelerator
from accelerate.utils import DistributedType

from readroom_training.errors import TrainingError
from readroom_training.train.checkpoint import RunState, checkpoints

_STATE = "state.json"


def is_sharded(accelerator: Accelerator) -> bool:
    """Whether no process holds all weights."""
    return accelerator.distributed_type in (DistributedType.FSDP, DistributedType.DEEPSPEED)


def save_sharded(root: Path, state: RunState, accelerator: Accelerator, keep: int) -> Path:
    """As `save_checkpoint`, by all processes together; the folder gets its name once all have written."""
    folder = root / f"step-{state.step:09d}"
    temporary = folder.with_name(folder.name + ".writing")
    if accelerator.is_main_process:
        shutil.rmtree(temporary, ignore_errors=True)
        temporary.mkdir(parents=True)
    accelerator.wait_for_everyone()
    accelerator.save_state(str(temporary))
    accelerator.wait_for_everyone()
    if accelerator.is_main_process:
        (temporary / _STATE).write_text(json.dumps(asdict(state), indent=2) + "\n", "utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        os.rename(temporary, folder)
        for old in checkpoints(root)[keep:]:
            shutil.rmtree(old)
    accelerator.wait_for_everyone()
    return folder


def load_sharded(folder: Path, fingerprint: str, accelerator: Accelerator) -> RunState:
    """@raises TrainingError `train/bad-checkpoint`, `train/other-run`"""
    try:
        state = RunState(**json.loads((folder / _STATE).read_text("utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise TrainingError("train/bad-checkpoint", f"{folder.name} is damaged; remove it.") from error
    if state.fingerprint != fingerprint:
        raise TrainingError("train/other-run", f"{folder.name} belongs to another recipe or other data.")
    accelerator.load_state(str(folder))
    return state
