"""The training loop: one for every engine, one process or many."""

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import torch
from accelerate import Accelerator
from torch import nn

from readroom_training.config.settings import Recipe
from readroom_training.distributed.accelerator import micro_batch
from readroom_training.errors import TrainingError
from readroom_training.export.atomic_folder import recover_folder
from readroom_training.train.averaging import Averages
from readroom_training.train.batches import StepBatches
from readroom_training.train.checkpoint import RunState, checkpoints, load_checkpoint, save_checkpoint
from readroom_training.train.evaluation import Evaluator
from readroom_training.train.events import Evaluated, Listener, Saved, Started, Step
from readroom_training.train.model_port import TrainingModel
from readroom_training.train.objective import Objective
from readroom_training.train.optimiser import make_optimiser, set_rate
from readroom_training.train.plan import Plan
from readroom_training.train.randomness import derive_seed
from readroom_training.train.schedule import rate_factor
from readroom_training.train.sharded_checkpoint import is_sharded, load_sharded, save_sharded


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended; `best_step` is the step whose weights were kept."""

    status: Literal["finished", "stopped early"]
    step: int
    best: float
    best_step: int


@dataclass(frozen=True, slots=True)
class Folders:
    """Where a run writes."""

    adapter: Path  # the best weights, as PEFT has them: what the app's build takes
    checkpoints: Path


class Loop:
    """
    @param fingerprint of recipe and data: a checkpoint with another one is refused
    @param clock seconds, only for what is told and for when to write checkpoints: no weight depends on it
    """

    def __init__(
        self,
        recipe: Recipe,
        model: TrainingModel,
        objective: Objective,
        plan: Plan,
        evaluator: Evaluator,
        folders: Folders,
        fingerprint: str,
        accelerator: Accelerator,
        listener: Listener,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._recipe, self._model, self._objective, self._plan = recipe, model, objective, plan
        self._evaluator, self._folders, self._accelerator = evaluator, folders, accelerator
        self._tell, self._clock = listener, clock
        optimiser = make_optimiser(recipe.optimiser, model.trainable())
        self._module, self._optimiser = accelerator.prepare(model.module, optimiser)
        # Asked again: FSDP replaces parameters when it prepares a module.
        self._parameters: Mapping[str, nn.Parameter] = model.trainable()
        self._sharded = is_sharded(accelerator)
        if self._sharded and recipe.averaging.kind != "none":
            raise TrainingError("train/unsupported", "Weights that are shared out over processes cannot be averaged.")
        self._place = accelerator.process_index, accelerator.num_processes
        objective.begin(self._parameters)
        self._averages = Averages(recipe.averaging, self._parameters, plan.steps)
        self._state = RunState(fingerprint)

    def run(self, resume: bool) -> Outcome:
        """
        Trains to the end of the plan, or until no evaluation has gained for `patience` of them.
        @raises TrainingError `train/diverged`, `train/bad-checkpoint`, `train/other-run`, `train/no-checkpoint`
        """
        if resume:
            self._load()
        first = self._state.step
        trainable = sum(parameter.numel() for parameter in self._parameters.values())
        self._tell(Started(self._plan.steps, first, self._plan.reports, trainable))
        if not self._state.stopped:
            self._steps(first)
        status = "stopped early" if self._state.stopped else "finished"
        return Outcome(status, self._state.step, self._state.best or 0.0, self._state.best_step)

    def _steps(self, first: int) -> None:
        self._module.train()
        spent, written = 0.0, self._clock()
        for step, epoch, reports in self._plan.from_step(first):
            began = self._clock()
            batches = self._objective.batches(epoch, reports, *self._place)
            loss, norm, rate = self._step(step, batches)
            self._averages.update(step + 1)
            self._state = replace(self._state, step=step + 1)
            seconds = self._clock() - began
            spent += seconds
            left = spent / (step + 1 - first) * (self._plan.steps - step - 1)
            passes = (step + 1) / self._plan.per_epoch
            self._tell(Step(step + 1, self._plan.steps, passes, loss, rate, norm, batches.tokens, seconds, left))
            if self._evaluation_is_due(step + 1):
                self._evaluate()
            minutes = (self._clock() - written) / 60
            ends = step + 1 == self._plan.steps or self._state.stopped
            # Every process asks the first one's clock, or some would wait for the others.
            if ends or self._agreed(minutes >= self._recipe.checkpoint.every_minutes):
                self._save()
                written = self._clock()
            if self._state.stopped:
                return

    def _step(self, step: int, batches: StepBatches) -> tuple[float, float, float]:
        """One optimiser step. @returns mean loss over the step's labels, gradient norm, learning rate"""
        accelerator, settings = self._accelerator, self._recipe.optimiser
        factor = rate_factor(self._recipe.schedule, step, self._plan.steps)
        set_rate(self._optimiser, factor)
        # Processes average their gradients: times their number, that is the sum over all labels.
        share = accelerator.num_processes / max(1, batches.labels)
        total = torch.zeros((), device=accelerator.device)
        for number, micro in enumerate(batches.passes):
            torch.manual_seed(derive_seed(self._recipe.seed, "pass", step, number, accelerator.process_index))
            with micro_batch(accelerator, self._module, number == len(batches.passes) - 1):
                loss = self._objective.loss(self._module, micro, batches, accelerator.device)
                accelerator.backward(loss * share)
            total += loss.detach()
        mean = float(accelerator.reduce(total, "sum")) / max(1, batches.labels)
        norm = accelerator.clip_grad_norm_(list(self._parameters.values()), settings.clip)
        # Before the step, so that the last checkpoint holds good weights.
        if not math.isfinite(mean) or (norm is not None and not math.isfinite(float(norm))):
            raise TrainingError("train/diverged", f"The loss is no number at step {step + 1}; try a lower rate.")
        self._optimiser.step()
        self._optimiser.zero_grad()
        return mean, 0.0 if norm is None else float(norm), settings.lr * factor

    def _evaluation_is_due(self, step: int) -> bool:
        """At `first`, then every `every` epochs, and after the last step."""
        settings, per_epoch = self._recipe.evaluation, self._plan.per_epoch
        if step == self._plan.steps:
            return True
        every, first = max(1, round(settings.every * per_epoch)), max(1, round(settings.first * per_epoch))
        return step >= first and (step - first) % every == 0

    def _evaluate(self) -> None:
        began, state = self._clock(), self._state
        with self._averages.in_place():
            loss = self._evaluator.loss(self._module, self._accelerator)
            scores = self._evaluator.scores(self._model)
            metric = self._recipe.evaluation.metric
            score = -loss if metric == "loss" else scores[metric]
            best = state.best is None or score > state.best
            if best:
                self._model.save(self._folders.adapter)
                self._accelerator.wait_for_everyone()
        self._module.train()
        without_gain = 0 if best else state.without_gain + 1
        patience = self._recipe.evaluation.patience
        self._state = replace(
            state,
            best=score if best else state.best,
            best_step=state.step if best else state.best_step,
            without_gain=without_gain,
            stopped=patience is not None and without_gain >= patience,
        )
        epoch = state.step / self._plan.per_epoch
        self._tell(Evaluated(state.step, epoch, loss, scores, best, self._clock() - began))
        if best:
            self._tell(Saved("best", state.step, self._folders.adapter))

    def _agreed(self, here: bool) -> bool:
        """The first process's answer, on all of them."""
        if self._accelerator.num_processes == 1:
            return here
        asked = torch.tensor(float(here and self._accelerator.is_main_process), device=self._accelerator.device)
        return float(self._accelerator.reduce(asked, "sum")) > 0

    def _save(self) -> None:
        root, keep = self._folders.checkpoints, self._recipe.checkpoint.keep
        if self._sharded:
            folder = save_sharded(root, self._state, self._accelerator, keep)
        else:
            folder = root
            if self._accelerator.is_main_process:
                optimiser = self._optimiser.optimizer
                folder = save_checkpoint(root, self._state, self._parameters, optimiser, self._averages, keep)
            self._accelerator.wait_for_everyone()
        self._tell(Saved("checkpoint", self._state.step, folder))

    def _load(self) -> None:
        if self._accelerator.is_main_process:
            recover_folder(self._folders.adapter)
        found = checkpoints(self._folders.checkpoints)
        if not found:
            raise TrainingError("train/no-checkpoint", "There is no checkpoint to go on from in the output folder.")
        if self._sharded:
            self._state = load_sharded(found[0], self._state.fingerprint, self._accelerator)
        else:
            optimiser = self._optimiser.optimizer
            self._state = load_checkpoint(
                found[0], self._state.fingerprint, self._parameters, optimiser, self._averages
            )
