"""What makes two runs the same run, as one hash."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict

from readroom_training.config.settings import Recipe
from readroom_training.data.records import Report


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
    for group in ("method", "prompt", "augment", "weights", "optimiser", "schedule", "averaging"):
        deciding[group] = asdict(getattr(recipe, group))
    deciding["reports"] = recipe.batch.reports
    digest = hashlib.sha256(json.dumps(deciding, sort_keys=True).encode())
    for report in reports:
        for text in (report.split or "", report.id, report.findings, report.impression):
            encoded = text.encode()
            digest.update(b"%d:" % len(encoded) + encoded)
    return digest.hexdigest()
