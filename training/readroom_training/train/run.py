"""A whole run, from a recipe to an adapter: its teachers if it has any, the run itself, and its last phase if any."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

from accelerate import Accelerator

from readroom_training.config.settings import Preference, Recipe
from readroom_training.data.open_data import open_data
from readroom_training.data.records import Rejected, Report
from readroom_training.errors import TrainingError
from readroom_training.train.cross_fit import CrossFit
from readroom_training.train.events import Listener, Message, Stage
from readroom_training.train.loop import Outcome
from readroom_training.train.objective import Likelihood, Objective
from readroom_training.train.pairs import PairSource
from readroom_training.train.preference import PreferenceObjective
from readroom_training.train.samples import ReportSamples
from readroom_training.train.sharded_checkpoint import is_sharded
from readroom_training.train.stage import ADAPTER, CHECKPOINTS, MakeObjective, Reports, run_stage

# Folders of a run's parts inside its own.
BEFORE_PREFERENCE, TEACHERS = "before-preference", "teachers"


def run_training(recipe: Recipe, out: Path, resume: bool, listener: Listener, accelerator: Accelerator) -> Outcome:
    """
    Trains and leaves in `out` what `run_stage` leaves there; the parts before the last one in folders inside. Called by
    every process of a run.
    @raises TrainingError `train/used-folder`, `train/no-checkpoint`; before the first step for whatever of recipe, data
    or base does not fit; `train/diverged`
    """
    _check_folder(recipe, out, resume)
    has_teachers, has_preference = recipe.distil.folds > 0, recipe.preference.epochs > 0
    if is_sharded(accelerator) and (has_teachers or has_preference):
        raise TrainingError(
            "train/unsupported", "Weights that are shared out over processes have neither teachers nor a last phase."
        )
    reports = _reports(recipe, listener)

    def part(changed: Recipe, folder: Path, objective: MakeObjective, learned: Reports = reports) -> Outcome:
        goes_on = resume and (folder / CHECKPOINTS).exists()
        return run_stage(
            changed, folder, learned, objective, resume=goes_on, listener=listener, accelerator=accelerator
        )  # fmt: skip

    likelihood = _likelihood
    if has_teachers:
        fit = CrossFit(recipe, reports, out / TEACHERS)
        for fold, folder in enumerate(fit.folders()):
            listener(Stage(f"teacher {fold + 1} of {recipe.distil.folds}", folder))
            part(fit.recipe, folder, _likelihood, fit.reports(fold))

        def likelihood(samples: ReportSamples, changed: Recipe) -> Objective:
            return Likelihood(fit.answers(samples, accelerator), changed.batch.max_tokens, changed.distil)

    main = out / BEFORE_PREFERENCE if has_preference else out
    if has_teachers or has_preference:
        listener(Stage("likelihood", main))
    outcome = part(replace(recipe, preference=Preference()), main, likelihood)
    if not has_preference:
        return outcome
    listener(Stage("preference", out))
    return part(_preferring(recipe, main / ADAPTER), out, _preference)


def _check_folder(recipe: Recipe, out: Path, resume: bool) -> None:
    """@raises TrainingError `train/used-folder`, `train/no-checkpoint`"""
    parts = [out, out / BEFORE_PREFERENCE, *(out / TEACHERS / str(fold + 1) for fold in range(recipe.distil.folds))]
    begun = any((folder / CHECKPOINTS).exists() for folder in parts)
    if not resume and begun:
        raise TrainingError("train/used-folder", f"{out.name} holds an earlier run; resume it or take another folder.")
    if resume and not begun:
        raise TrainingError("train/no-checkpoint", "There is no checkpoint to go on from in the output folder.")


def _likelihood(samples: ReportSamples, recipe: Recipe) -> Objective:
    return Likelihood(samples, recipe.batch.max_tokens, recipe.distil)


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
