"""One process of a training run: the loop with a terminal and a record at its side."""

import sys
from pathlib import Path

import torch
from transformers.utils import logging

from readroom_training.cli.progress import progress_lines
from readroom_training.config.settings import Recipe
from readroom_training.distributed.accelerator import make_accelerator
from readroom_training.distributed.launch import is_main
from readroom_training.errors import TrainingError
from readroom_training.record.run_record import RunRecord
from readroom_training.train.events import Event
from readroom_training.train.run import run_training


def train_here(recipe: Recipe, folder: Path, resume: bool) -> int:
    """Trains to the end; 0. Only the main process prints and writes the record.

    @raises TrainingError, KeyboardInterrupt; the record then says how it ended
    """
    logging.disable_progress_bar()
    if recipe.threads is not None:
        torch.set_num_threads(recipe.threads)
    record = RunRecord(folder, recipe) if is_main() else None
    tell = progress_lines(lambda line: print(line, file=sys.stderr, flush=True))

    def listen(event: Event) -> None:
        if record is not None:
            tell(event)
            record.listen(event)

    status = "failed"
    try:
        outcome = run_training(recipe, folder, resume, listen, make_accelerator())
        status = outcome.status
    except KeyboardInterrupt:
        status = "interrupted"
        raise
    except TrainingError as error:
        status = f"refused: {error.code}"
        raise
    finally:
        if record is not None:
            record.finish(status)
    return 0
