"""The loop: what it learns, when it evaluates and stops, and what it tells."""

import json
from pathlib import Path

import pytest
import torch
from accelerate import Accelerator
from safetensors.torch import load_file, save_file
from support.tiny_base import tiny_recipe, tiny_reports, write_jsonl

from readroom_training.config.read_recipe import read_recipe
from readroom_training.config.settings import Recipe
from readroom_training.errors import TrainingError
from readroom_training.train.events import Evaluated, Event, Message, Saved, Started, Step
from readroom_training.train.loop import Outcome
from readroom_training.train.run import run_training

FAST = {"config": "model.json", "base": "base", "engine": "fast", "precision": "float32"}


def _run(recipe: Recipe, out: Path) -> tuple[Outcome, list[Event]]:
    events: list[Event] = []
    return run_training(recipe, out, False, events.append, Accelerator(cpu=True)), events


def _recipe(folder: Path, **changes: object) -> Recipe:
    return read_recipe(tiny_recipe(folder, **{"model": FAST, **changes}))


def test_the_loss_falls_and_the_adapter_learns(tmp_path: Path) -> None:
    recipe = _recipe(tmp_path, epochs=10, optimiser={"lr": 0.005}, method={"kind": "full", "export_rank": 16})
    _, events = _run(recipe, tmp_path / "out")
    losses = [event.loss for event in events if isinstance(event, Step)]
    # From a guess among all tokens (5.66) towards what the impressions have in common.
    assert losses[-1] < losses[0] - 0.5
    pairs = load_file(tmp_path / "out" / "adapter" / "adapter_model.safetensors")
    assert all(tensor.abs().max() > 0 for tensor in pairs.values())


@pytest.mark.parametrize("quantization", ["none", "q8f16_1"])
def test_both_engines_take_the_same_way(tmp_path: Path, quantization: str) -> None:
    """The same first weights, float32, no dropout: only the order of sums differs."""
    found = []
    for engine in ("fast", "peft"):
        folder = tmp_path / engine
        folder.mkdir()
        recipe = _recipe(
            folder,
            model={**FAST, "engine": engine},
            method={"kind": "full"},
            optimiser={"lr": 1e-3},
            evaluation={"metric": "rouge1", "max_new_tokens": 8, "quantization": quantization},
        )
        found.append(_run(recipe, folder / "out")[1])
    for one, other in zip(*found, strict=True):
        if isinstance(one, Step) and isinstance(other, Step):
            assert one.loss == pytest.approx(other.loss, rel=1e-4)
        if isinstance(one, Evaluated) and isinstance(other, Evaluated):
            assert one.loss == pytest.approx(other.loss, rel=1e-4)
            assert one.scores == other.scores


def test_micro_batches_change_nothing_but_rounding(tmp_path: Path) -> None:
    losses = []
    for name, most in (("one", 4096), ("many", 128)):
        folder = tmp_path / name
        folder.mkdir()
        _, events = _run(_recipe(folder, batch={"reports": 4, "max_tokens": most}), folder / "out")
        losses.append([event.loss for event in events if isinstance(event, Step)])
    assert losses[0] == pytest.approx(losses[1], rel=1e-5)


def test_it_stops_when_no_evaluation_gains_and_keeps_the_best(tmp_path: Path) -> None:
    """At this rate nothing is learned: no generated word is right, and the first evaluation stays the best."""
    evaluation = {"metric": "rouge1", "patience": 2, "every": 0.34, "first": 0.34, "max_new_tokens": 4}
    recipe = _recipe(tmp_path, epochs=9, optimiser={"lr": 1e-9}, evaluation={**evaluation, "quantization": "none"})
    outcome, events = _run(recipe, tmp_path / "out")
    evaluated = [event for event in events if isinstance(event, Evaluated)]
    assert [(event.step, event.best) for event in evaluated] == [(1, True), (2, False), (3, False)]
    assert [event.step for event in events if isinstance(event, Saved) and event.what == "best"] == [1]
    assert (outcome.status, outcome.step, outcome.best_step) == ("stopped early", 3, 1)
    result = json.loads((tmp_path / "out" / "result.json").read_text())
    assert result == {"status": "stopped early", "step": 3, "best": outcome.best, "bestStep": 1}


def test_it_always_evaluates_at_the_end(tmp_path: Path) -> None:
    evaluation = {"metric": "loss", "every": 5, "first": 5, "quantization": "none"}
    recipe = _recipe(tmp_path, epochs=5, max_steps=2, evaluation=evaluation)
    outcome, events = _run(recipe, tmp_path / "out")
    assert [event.step for event in events if isinstance(event, Evaluated)] == [2]
    assert outcome.best_step == 2


def test_rejected_and_unfit_rows_are_told_by_number(tmp_path: Path) -> None:
    recipe = _recipe(tmp_path, augment={"masked_words": "drop_report"})
    masked = {"id": "m", "findings": "Clear lungs.", "impression": "Seen on XXXX."}
    empty = {"id": "e", "findings": "", "impression": "Nothing."}
    write_jsonl(tmp_path / "train.jsonl", [*tiny_reports(8), masked, empty])
    _, events = _run(recipe, tmp_path / "out")
    started = next(event for event in events if isinstance(event, Started))
    told = " ".join(event.text for event in events if isinstance(event, Message))
    assert started.reports == 8
    assert "1 training reports are left out" in told
    assert "1 rows gave no report" in told


def test_no_event_holds_report_text(tmp_path: Path) -> None:
    recipe = _recipe(tmp_path, evaluation={"metric": "rouge1", "max_new_tokens": 4, "quantization": "none"})
    _, events = _run(recipe, tmp_path / "out")
    told = " ".join(map(repr, events)).lower()
    assert not any(word in told for word in ("effusion", "nodule", "zone", "heart"))


def test_a_loss_that_is_no_number_ends_the_run_before_the_step(tmp_path: Path) -> None:
    recipe = _recipe(tmp_path)
    weights = load_file(tmp_path / "base" / "model.safetensors")
    weights["model.norm.weight"][0] = float("nan")
    save_file(weights, tmp_path / "base" / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(TrainingError, match="step 1") as refused:
        _run(recipe, tmp_path / "out")
    assert refused.value.code == "train/diverged"
    assert not (tmp_path / "out" / "checkpoints").exists()


def test_a_run_without_validation_reports_is_refused(tmp_path: Path) -> None:
    recipe = _recipe(tmp_path)
    write_jsonl(tmp_path / "val.jsonl", [])
    with pytest.raises(TrainingError) as refused:
        _run(recipe, tmp_path / "out")
    assert refused.value.code == "train/no-validation"


def test_full_fine_tuning_comes_back_as_an_adapter(tmp_path: Path) -> None:
    recipe = _recipe(tmp_path, method={"kind": "full", "export_rank": 8}, optimiser={"lr": 1e-3})
    _run(recipe, tmp_path / "out")
    tensors = load_file(tmp_path / "out" / "adapter" / "adapter_model.safetensors")
    assert len(tensors) == 2 * 7 * 2
    assert {tensor.dtype for tensor in tensors.values()} == {torch.float16}
