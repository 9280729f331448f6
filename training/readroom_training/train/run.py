"""A whole run, from a recipe to an adapter."""

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

from accelerate import Accelerator

from readroom_training.config.model_config import read_model_config
from readroom_training.config.settings import Recipe
from readroom_training.data.open_data import open_data
from readroom_training.data.records import Rejected, Report
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
from readroom_training.train.plan import Plan
from readroom_training.train.samples import Encoder, ReportSamples

ADAPTER, CHECKPOINTS, RESULT = "adapter", "checkpoints", "result.json"


def run_training(recipe: Recipe, out: Path, resume: bool, listener: Listener, accelerator: Accelerator) -> Outcome:
    """
    Trains and leaves in `out`: `adapter/` (the best weights by the recipe's metric), `checkpoints/`, and at the end
    `result.json` (how it ended). Called by every process of a run.
    @raises TrainingError before the first step for whatever of recipe, data or base does not fit; `train/diverged`
    """
    folders = Folders(out / ADAPTER, out / CHECKPOINTS)
    if not resume and folders.checkpoints.exists():
        raise TrainingError("train/used-folder", f"{out.name} holds an earlier run; resume it or take another folder.")
    training, validation = _reports(recipe, listener)
    model = _model(recipe, accelerator)
    config = read_model_config(Path(recipe.model.config))
    encoder = Encoder(model.tokenizer, _template(recipe))
    samples = ReportSamples(training, encoder, recipe.prompt, recipe.augment, recipe.seed)
    for reason, count in samples.left_out.items():
        if count:
            listener(Message(f"{count:,} training reports are left out: {_REASONS[reason]}."))
    weights = [recipe.weights.abnormal if is_abnormal(one.impression) else 1.0 for one in samples.reports]
    evaluator = Evaluator(
        validation, encoder, recipe.evaluation, max_new_tokens=config.max_new_tokens,
        max_tokens=recipe.prompt.max_tokens, pass_tokens=recipe.batch.max_tokens,
    )  # fmt: skip
    fingerprint = run_fingerprint(recipe, [*training, *validation])
    plan = Plan(recipe, samples, weights)
    loop = Loop(recipe, model, samples, plan, evaluator, folders, fingerprint, accelerator, listener)
    outcome = loop.run(resume)
    if accelerator.is_main_process:
        result = {"status": outcome.status, "step": outcome.step, "best": outcome.best, "bestStep": outcome.best_step}
        (out / RESULT).write_text(json.dumps(result, indent=2) + "\n", "utf-8")
    return outcome


_REASONS = {
    "marked": "their impressions hold words that de-identification masked",
    "empty": "their impressions hold no word",
    "long": "prompt and impression do not fit prompt.max_tokens",
}


def _reports(recipe: Recipe, listener: Listener) -> tuple[list[Report], list[Report]]:
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
    return by_split["train"], by_split["validation"]


def _model(recipe: Recipe, accelerator: Accelerator) -> TrainingModel:
    if recipe.model.base is None:
        raise TrainingError("model/no-base", "The recipe names no base, and none was fetched for it.")
    base, writes = Path(recipe.model.base), accelerator.is_main_process
    if recipe.model.engine == "fast":
        if accelerator.device.type != "cpu":
            raise TrainingError("train/unsupported", "The fast engine computes on the CPU; take model.engine peft.")
        return load_fast(recipe, base, writes)
    return load_peft(recipe, base, accelerator.device, writes)


def _template(recipe: Recipe) -> ChatTemplate:
    template = read_chat_template(Path(recipe.model.config))
    message = recipe.prompt.system_message
    return template if message is None else replace(template, system_message=message)
