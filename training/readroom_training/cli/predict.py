"""`predict`: drafts for one split by merged weights, for `npm run evaluate` to put beside the app's."""

import argparse
import os
import sys
from pathlib import Path

import torch
from transformers.utils import logging

from readroom_training.cli.options import recipe_of
from readroom_training.data.open_data import open_split
from readroom_training.errors import TrainingError
from readroom_training.generate.drafts import draft_reports, write_drafts
from readroom_training.model.grid import GRIDS
from readroom_training.retrieval.examples import ExampleHistory

_REPORTS_BETWEEN_LINES = 50


def run(options: argparse.Namespace) -> int:
    """Writes a JSON object {"id", "prediction"} a line, float32; the file appears whole or not at all.

    With --examples the training split is the history.
    @raises TrainingError `predict/no-reports`, `model/no-base`, and those of adapter, base and data
    """
    logging.disable_progress_bar()
    recipe = recipe_of(options)
    if recipe.model.base is None:
        raise TrainingError("model/no-base", "The recipe names no base: --set model.base=PATH.")
    reports = list(open_split(recipe.data, options.split))
    if not reports:
        raise TrainingError("predict/no-reports", f"The split {options.split} has no report.")
    drafts = draft_reports(
        reports,
        model_config=Path(recipe.model.config),
        base=Path(recipe.model.base),
        adapter=None if options.adapter == "none" else Path(options.adapter),
        grid=GRIDS.get(options.quantization),
        dtype=torch.float32,
        history=ExampleHistory(list(open_split(recipe.data, "train"))) if options.examples else None,
        examples=options.examples,
        batch=recipe.evaluation.batch,
    )

    def tell(count: int) -> None:
        if count % _REPORTS_BETWEEN_LINES == 0 or count == len(reports):
            print(f"{count:,} of {len(reports):,}", file=sys.stderr, flush=True)

    temporary = options.out.with_name(options.out.name + ".writing")
    with temporary.open("w", encoding="utf-8") as file:
        write_drafts(drafts, file, tell)
    os.replace(temporary, options.out)
    return 0
