"""Drafts for reports: what `predict` writes, one JSON object a line."""

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TextIO

import torch

from readroom_training.config.model_config import read_model_config
from readroom_training.data.records import Report
from readroom_training.generate.merged_model import load_merged
from readroom_training.generate.predict import predict
from readroom_training.model.grid import Grid
from readroom_training.prompt.template import read_chat_template
from readroom_training.retrieval.examples import ExampleHistory
from readroom_training.train.samples import Encoder

# Reports between two lines of progress, and at most in memory as prompts.
_CHUNK = 64


def draft_reports(
    reports: Sequence[Report],
    *,
    model_config: Path,
    base: Path,
    adapter: Path | None,
    grid: Grid | None,
    dtype: torch.dtype,
    history: ExampleHistory | None = None,
    examples: int = 0,
    batch: int = 16,
) -> Iterator[tuple[str, str]]:
    """
    (id, draft) of each report, in their order: the prompt of `model_config`, greedy, as many new tokens as it allows.
    @param history with `examples` > 0: earlier reports, of which none is its own example
    @raises TrainingError
    """
    config = read_model_config(model_config)
    model, tokenizer = load_merged(base, adapter, grid, dtype)
    encoder = Encoder(tokenizer, read_chat_template(model_config), config.canonical_sides)
    room = config.context_window - config.max_new_tokens
    for start in range(0, len(reports), _CHUNK):
        part = reports[start : start + _CHUNK]
        prompts = []
        for report in part:
            shown = history.choose(report.findings, examples, report.id) if history is not None and examples else []
            prompts.append(encoder.fitted(report.findings, shown, room))
        drafts = predict(model, encoder, prompts, config.max_new_tokens, batch)
        for report, draft in zip(part, drafts, strict=True):
            yield report.id, encoder.written(report.findings, draft)


def write_drafts(drafts: Iterator[tuple[str, str]], out: TextIO, tell: Callable[[int], None]) -> None:
    """Lines `{"id": …, "prediction": …}`; `tell` hears the number written so far."""
    for count, (id, draft) in enumerate(drafts, 1):
        out.write(json.dumps({"id": id, "prediction": draft}, ensure_ascii=False) + "\n")
        tell(count)
