"""One part of a run: a model trained from its first to its last step, in a folder of its own."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from accelerate import Accelerator

from readroom_training.config.model_config import read_model_config
from readroom_training.config.settings import Recipe
from readroom_training.data.records import Report
from readroom_training.errors import TrainingError
from readroom_training.fast.training_model import load_fast
from readroom_training.metrics.baselines import is_abnormal
from readroom_training.model.load_peft import load_peft
from readroom_training.prompt.template import ChatTemplate, read_chat_template
from readroom_training.train.evaluation import Evaluator
from readroom_training.train.events import Listener, Message
from readroom_training.train.fingerprint import run_fingerprint
from readroom_training.train.loop import Folders, Loop, Outcome
from readroom_training.train.model_port import TrainingModel
from readroom_training.train.objective import Objective
from readroom_training.train.plan import Plan
from readroom_training.train.samples import Encoder, ReportSamples

ADAPTER, CHECKPOINTS, RESULT = "adapter", "checkpoints", "result.json"

MakeObjective = Callable[[ReportSamples, Recipe], Objective]


@dataclass(frozen=True, slots=True)
class Reports:
    """Those to learn from, and those to choose weights by."""

    training: list[Report]
    validation: list[Report]


def run_stage(
    recipe: Recipe,
    out: Path,
    reports: Reports,
    make_objective: MakeObjective,
    *,
    resume: bool,
    listener: Listener,
    accelerator: Accelerator,
) -> Outcome:
    """
    Trains and leaves in `out`: `adapter/` (the best weights by the recipe's metric), `checkpoints/`, and at the end
    `result.json` (how it ended).
    @raises TrainingError before the first step for whatever of recipe, data or base does not fit; `train/diverged`
    """
    # What an earlier part has prepared is not this one's.
    accelerator.free_memory()
    model = load_model(recipe, accelerator)
    config = read_model_config(Path(recipe.model.config))
    encoder = Encoder(model.tokenizer, template_of(recipe), config.canonical_sides)
    samples = ReportSamples(reports.training, encoder, recipe.prompt, recipe.augment, recipe.seed)
    for reason, count in samples.left_out.items():
        if count:
            listener(Message(f"{count:,} training reports are left out: {_REASONS[reason]}."))
    weights = [recipe.weights.abnormal if is_abnormal(one.impression) else 1.0 for one in samples.reports]
    evaluator = Evaluator(
        reports.validation, encoder, recipe.evaluation, max_new_tokens=config.max_new_tokens,
        max_tokens=recipe.prompt.max_tokens, pass_tokens=recipe.batch.max_tokens,
    )  # fmt: skip
    fingerprint = run_fingerprint(recipe, [*reports.training, *reports.validation])
    plan = Plan(recipe, samples, weights)
    objective, folders = make_objective(samples, recipe), Folders(out / ADAPTER, out / CHECKPOINTS)
    outcome = Loop(
        recipe, model, objective, plan, evaluator, folders, fingerprint, accelerator, listener
    ).run(resume)  # fmt: skip
    if accelerator.is_main_process:
        result = {"status": outcome.status, "step": outcome.step, "best": outcome.best, "bestStep": outcome.best_step}
        (out / RESULT).write_text(json.dumps(result, indent=2) + "\n", "utf-8")
    accelerator.wait_for_everyone()
    return outcome


_REASONS = {
    "marked": "their impressions hold words that de-identification masked",
    "empty": "their impressions hold no word",
    "unfaithful": "their impressions state what the findings do not",
    "long": "prompt and impression do not fit prompt.max_tokens",
}


def load_model(recipe: Recipe, accelerator: Accelerator) -> TrainingModel:
    """@raises TrainingError `model/…`, `adapter/…`, `train/unsupported`"""
    if recipe.model.base is None:
        raise TrainingError("model/no-base", "The recipe names no base, and none was fetched for it.")
    base, writes = Path(recipe.model.base), accelerator.is_main_process
    if recipe.model.engine == "fast":
        if accelerator.device.type != "cpu":
            raise TrainingError("train/unsupported", "The fast engine computes on the CPU; take model.engine peft.")
        return load_fast(recipe, base, writes)
    return load_peft(recipe, base, accelerator.device, writes)


def template_of(recipe: Recipe) -> ChatTemplate:
    """The model config's, with the recipe's system message if it has one."""
    template = read_chat_template(Path(recipe.model.config))
    message = recipe.prompt.system_message
    return template if message is None else replace(template, system_message=message)
