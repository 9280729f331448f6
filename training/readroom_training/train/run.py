"""A whole run, from a recipe to an adapter."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

from accelerate import Accelerator

from readroom_training.config.settings import Recipe
from readroom_training.data.open_data import open_data
from readroom_training.data.records import Rejected, Report
from readroom_training.errors import TrainingError
from readroom_training.train.events import Listener, Message, Stage
from readroom_training.train.loop import Outcome
from readroom_training.train.objective import Likelihood, Objective
from readroom_training.train.pairs import PairSource
from readroom_training.train.preference import PreferenceObjective
from readroom_training.train.samples import ReportSamples
from readroom_training.train.sharded_checkpoint import is_sharded
from readroom_training.train.stage import ADAPTER, CHECKPOINTS, MakeObjective, Reports, run_stage

# What the last phase goes on from.
BEFORE_PREFERENCE = "before-preference"


def run_training(recipe: Recipe, out: Path, resume: bool, listener: Listener, accelerator: Accelerator) -> Outcome:
    """
    Trains and leaves in `out` what `run_stage` leaves there; the parts before the last one in folders inside. Called by
    every process of a run.
    @raises TrainingError `train/used-folder`, `train/no-checkpoint`; before the first step for whatever of recipe, data
    or base does not fit; `train/diverged`
    """
    earlier = out / BEFORE_PREFERENCE
    begun = any((folder / CHECKPOINTS).exists() for folder in (out, earlier))
    if not resume and begun:
        raise TrainingError("train/used-folder", f"{out.name} holds an earlier run; resume it or take another folder.")
    if resume and not begun:
        raise TrainingError("train/no-checkpoint", "There is no checkpoint to go on from in the output folder.")
    reports = _reports(recipe, listener)

    def part(changed: Recipe, folder: Path, objective: MakeObjective) -> Outcome:
        goes_on = resume and (folder / CHECKPOINTS).exists()
        return run_stage(
            changed, folder, reports, objective, resume=goes_on, listener=listener, accelerator=accelerator
        )  # fmt: skip

    if recipe.preference.epochs == 0:
        return part(recipe, out, _likelihood)
    if is_sharded(accelerator):
        raise TrainingError("train/unsupported", "Weights that are shared out over processes have no preference phase.")
    listener(Stage("likelihood", earlier))
    part(replace(recipe, preference=replace(recipe.preference, epochs=0.0)), earlier, _likelihood)
    listener(Stage("preference", out))
    return part(_preferring(recipe, earlier / ADAPTER), out, _preference)


def _likelihood(samples: ReportSamples, recipe: Recipe) -> Objective:
    return Likelihood(samples, recipe.batch.max_tokens)


def _preference(samples: ReportSamples, recipe: Recipe) -> Objective:
    source = PairSource(samples, recipe.preference.corruptions, recipe.seed)
    return PreferenceObjective(source, recipe.preference, recipe.batch.max_tokens)


def _preferring(recipe: Recipe, adapter: Path) -> Recipe:
    """The recipe of the last phase: its own rate and length, from the adapter before it."""
    return replace(
        recipe,
        method=replace(recipe.method, init=str(adapter)),
        optimiser=replace(recipe.optimiser, lr=recipe.preference.lr),
        epochs=recipe.preference.epochs,
    )


def _reports(recipe: Recipe, listener: Listener) -> Reports:
    """Training and validation reports; what was rejected is told by number and code."""
    by_split: dict[str, list[Report]] = {"train": [], "validation": []}
    rejected: Counter[str] = Counter()
    for one in open_data(recipe.data):
        if isinstance(one, Rejected):
            rejected[one.code] += 1
        elif one.split in by_split:
            by_split[one.split].append(one)
    for code, count in sorted(rejected.items()):
        listener(Message(f"{count:,} rows gave no report ({code}); `data stats` names them."))
    return Reports(by_split["train"], by_split["validation"])
