"""How good the present weights are: the loss on the validation reports, and ROUGE of what they generate for them."""

from collections.abc import Mapping, Sequence

import torch
from accelerate import Accelerator
from torch import nn
from transformers import PreTrainedModel

from readroom_training.augment.case import Case
from readroom_training.config.settings import Evaluation
from readroom_training.data.records import Report
from readroom_training.errors import TrainingError
from readroom_training.generate.predict import predict
from readroom_training.metrics import rouge
from readroom_training.model.grid import GRIDS
from readroom_training.train.batches import step_batches
from readroom_training.train.model_port import TrainingModel
from readroom_training.train.samples import Encoder


class Evaluator:
    """
    @param reports of the validation split; `settings.limit` of them are taken, evenly spread
    @param max_tokens of a sample for the loss (longer ones are left out of it, not of the scores) and of a pass
    """

    def __init__(
        self,
        reports: Sequence[Report],
        encoder: Encoder,
        settings: Evaluation,
        *,
        max_new_tokens: int,
        max_tokens: int,
        pass_tokens: int,
    ) -> None:
        if not reports:
            raise TrainingError("train/no-validation", "There is no validation report to choose weights by.")
        count = min(len(reports), settings.limit or len(reports))
        self._reports = [reports[place * len(reports) // count] for place in range(count)]
        self._encoder, self._settings = encoder, settings
        self._max_new, self._pass_tokens = settings.max_new_tokens or max_new_tokens, pass_tokens
        cases = (Case(report.findings, report.impression) for report in self._reports)
        self._samples = [sample for case in cases if (sample := encoder.sample(case, max_tokens)) is not None]

    @torch.no_grad()
    def loss(self, module: nn.Module, accelerator: Accelerator) -> float:
        """The mean loss over all labels; every process computes its share."""
        module.eval()
        total = torch.zeros((), device=accelerator.device)
        # One step at a time keeps passes of like length together.
        by_length = sorted(self._samples, key=lambda sample: len(sample.ids))
        labels = 0
        share = 16 * accelerator.num_processes
        for start in range(0, len(by_length), share):
            part = by_length[start : start + share]
            step = step_batches(part, self._pass_tokens, accelerator.process_index, accelerator.num_processes)
            labels += step.labels
            for micro in step.passes:
                total += module(micro.ids.to(accelerator.device), micro.labels.to(accelerator.device))
        module.train()
        return float(accelerator.reduce(total, "sum")) / max(1, labels)

    def scores(self, model: TrainingModel) -> Mapping[str, float]:
        """
        ROUGE F1 from 0 to 1 of the generated impressions, on weights rounded as the app stores them; empty where the
        recipe's metric is the loss. Every process generates all of them, so that none waits for another's answer.
        """
        if self._settings.metric == "loss":
            return {}
        grid = GRIDS.get(self._settings.quantization)
        with model.generation_model(grid) as generator:
            texts = self._generate(generator)
        return rouge.score(texts, [report.impression for report in self._reports])

    def _generate(self, generator: PreTrainedModel) -> list[str]:
        findings = [report.findings for report in self._reports]
        prompts = [self._encoder.prompt(one) for one in findings]
        drafts = predict(generator, self._encoder, prompts, self._max_new, self._settings.batch)
        return [self._encoder.written(one, draft) for one, draft in zip(findings, drafts, strict=True)]
