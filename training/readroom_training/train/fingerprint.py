"""What makes two runs the same run, as one hash."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from readroom_training.config.settings import Recipe
from readroom_training.data.records import Report
from readroom_training.export.adapter_folder import WEIGHTS


def run_fingerprint(recipe: Recipe, reports: Iterable[Report]) -> str:
    """
    SHA-256 over everything of the recipe that decides a weight, and over the reports in their order. Where they were
    read from, how often checkpoints are written and how many processes share the work may change between sessions.
    """
    deciding = {
        "engine": recipe.model.engine,
        "precision": recipe.model.precision,
        "epochs": recipe.epochs,
        "max_steps": recipe.max_steps,
        "seed": recipe.seed,
        "evaluation": asdict(recipe.evaluation),
    }
    for group in (
        "method",
        "prompt",
        "augment",
        "weights",
        "distil",
        "preference",
        "optimiser",
        "schedule",
        "averaging",
    ):
        deciding[group] = asdict(getattr(recipe, group))
    # Not where the adapter lies that the run goes on from, but which one it is.
    init = deciding["method"].pop("init")
    if init is not None:
        deciding["init"] = hashlib.sha256((Path(init) / WEIGHTS).read_bytes()).hexdigest()
    deciding["reports"] = recipe.batch.reports
    digest = hashlib.sha256(json.dumps(deciding, sort_keys=True).encode())
    for report in reports:
        for text in (report.split or "", report.id, report.findings, report.impression):
            encoded = text.encode()
            digest.update(b"%d:" % len(encoded) + encoded)
    return digest.hexdigest()
