"""The last phase: true impressions preferred to wrong ones, from the weights before it; as resumable as the rest."""

import math
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from accelerate import Accelerator
from support.staged_run import Stop, run_stages
from support.tiny_base import tiny_recipe
from torch.nn.functional import logsigmoid

from readroom_training.config.read_recipe import read_recipe
from readroom_training.config.settings import Preference, Recipe
from readroom_training.errors import TrainingError
from readroom_training.fast.packing import NO_LABEL
from readroom_training.train.batches import pad_samples
from readroom_training.train.events import Stage, Step
from readroom_training.train.pairs import Pair, pair_batches
from readroom_training.train.preference import PreferenceObjective
from readroom_training.train.run import BEFORE_PREFERENCE
from readroom_training.train.samples import Sample
from readroom_training.train.stage import load_model

CPU = torch.device("cpu")


def _recipe(folder: Path, engine: str = "fast", **changes: object) -> Recipe:
    groups = {
        "model": {"config": "model.json", "base": "base", "engine": engine, "precision": "float32"},
        "augment": {"masked_words": "keep", "both_sides": True},
        "preference": {"epochs": 1, "lr": 0.003, "beta": 0.5},
        "evaluation": {"metric": "loss", "every": 99, "first": 99, "quantization": "none"},
        "prompt": {"max_tokens": 400},
        "batch": {"reports": 4, "max_tokens": 1200},
        "epochs": 1,
    }
    return read_recipe(tiny_recipe(folder, **{**groups, **changes}))


def _adapter(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (out / "adapter").iterdir()}


def _pairs() -> list[Pair]:
    """Prompts of four tokens, impressions of one to three."""

    def sample(prompt: list[int], answer: list[int]) -> Sample:
        return Sample([*prompt, *answer[:-1]], [NO_LABEL] * (len(prompt) - 1) + answer)

    prompts = [[5, 6, 7, 8 + i] for i in range(3)]
    answers = [([20, 21, 2], [20, 22, 2]), ([30, 2], [31, 32, 33, 2]), ([40, 2], [2])]
    return [
        Pair(sample(prompt, true), sample(prompt, wrong))
        for prompt, (true, wrong) in zip(prompts, answers, strict=True)
    ]


class _Given:
    """A source with these pairs in the place of reports."""

    def pairs(self, epoch: int, index: int) -> list[Pair]:
        del epoch
        return [_pairs()[index]]


@pytest.mark.parametrize("engine", ["fast", "peft"])
def test_its_loss_is_dpos_with_the_true_impressions_own(tmp_path: Path, engine: str) -> None:
    model = load_model(_recipe(tmp_path, engine), Accelerator(cpu=True))
    module, parameters = model.module, model.trainable()
    objective = PreferenceObjective(_Given(), Preference(beta=0.3, likelihood=0.7), 512)
    objective.begin(parameters)

    def likelihoods(samples: list[Sample]) -> torch.Tensor:
        return torch.stack([-module(*(lambda m: (m.ids, m.labels))(pad_samples([one]))) for one in samples])

    true, wrong = [pair.true for pair in _pairs()], [pair.wrong for pair in _pairs()]
    before = likelihoods(true).detach(), likelihoods(wrong).detach()
    generator = torch.Generator().manual_seed(1)
    for parameter in parameters.values():
        parameter.data += 0.1 * torch.randn(parameter.shape, generator=generator)
    step = objective.batches(0, [0, 1, 2], 0, 1)
    (micro,) = step.passes
    loss = objective.loss(module, micro, step, CPU) / step.labels
    loss.backward()
    found = {name: parameter.grad.clone() for name, parameter in parameters.items()}
    for parameter in parameters.values():
        parameter.grad = None
    after = likelihoods(true).detach(), likelihoods(wrong).detach()
    margin = 0.3 * ((after[0] - before[0]) - (after[1] - before[1]))
    expected = -0.7 * after[0].sum() / step.labels - logsigmoid(margin).mean()
    # By the chain rule, one impression at a time: the fast engine keeps the weights of one forward pass only.
    pull = 0.3 * torch.sigmoid(-margin) / 3
    for pair, strength in zip(_pairs(), pull, strict=True):
        (likelihoods([pair.true])[0] * (-0.7 / step.labels - strength)).backward()
        (likelihoods([pair.wrong])[0] * strength).backward()
    assert (step.labels, step.pairs) == (7, 3)
    torch.testing.assert_close(loss, expected, rtol=1e-4, atol=1e-5)
    for name, parameter in parameters.items():
        torch.testing.assert_close(found[name], parameter.grad, rtol=1e-3, atol=1e-5)


def test_a_pass_without_a_pair_costs_nothing_and_reaches_every_weight(tmp_path: Path) -> None:
    model = load_model(_recipe(tmp_path), Accelerator(cpu=True))
    objective = PreferenceObjective(_Given(), Preference(), 512)
    objective.begin(model.trainable())
    step = pair_batches([], 512, 0, 1)
    loss = sum(objective.loss(model.module, micro, step, CPU) for micro in [*step.passes, pad_samples([])])
    loss.backward()
    assert loss.item() == 0
    assert all(parameter.grad is not None for parameter in model.trainable().values())


def test_pairs_stay_together_whatever_fits_a_pass_and_however_many_share_them() -> None:
    pairs = _pairs()
    for tokens in (1, 14, 1000):
        steps = [pair_batches(pairs, tokens, rank, 2) for rank in range(2)]
        assert {(step.labels, step.pairs, len(step.passes)) for step in steps} == {(7, 3, len(steps[0].passes))}
        rows = sum(len(micro.ids) // 2 for step in steps for micro in step.passes)
        assert rows == 3


def test_true_impressions_gain_on_wrong_ones(tmp_path: Path) -> None:
    recipe = _recipe(tmp_path, preference={"epochs": 4, "lr": 0.005, "beta": 0.5, "likelihood": 0})
    events = run_stages(recipe, tmp_path / "out")
    last = next(place for place, event in enumerate(events) if isinstance(event, Stage) and event.name == "preference")
    losses = [event.loss for event in events[last:] if isinstance(event, Step)]
    # Where true and wrong ones have gained alike the loss is log 2, as at the start.
    assert losses[0] == pytest.approx(math.log(2), rel=1e-3)
    assert sum(losses[-3:]) / 3 < 0.6


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Recipe, Path]:
    folder = tmp_path_factory.mktemp("undisturbed")
    recipe = _recipe(folder)
    run_stages(recipe, folder / "out")
    return recipe, folder / "out"


def test_the_phase_goes_on_from_the_best_weights_and_what_it_leaves_is_shipped(
    undisturbed: tuple[Recipe, Path],
) -> None:
    _, out = undisturbed
    before = out / BEFORE_PREFERENCE
    assert {path.name for path in before.iterdir()} == {"adapter", "checkpoints", "result.json"}
    assert {path.name for path in out.iterdir()} == {"adapter", "checkpoints", "result.json", BEFORE_PREFERENCE}
    assert _adapter(before)["adapter_config.json"] == _adapter(out)["adapter_config.json"]
    assert _adapter(before) != _adapter(out)


@pytest.mark.parametrize("stop", [("likelihood", 3), ("preference", 1)])
def test_a_run_that_ends_anywhere_and_goes_on_gives_the_same_bytes(
    undisturbed: tuple[Recipe, Path], tmp_path: Path, stop: tuple[str, int]
) -> None:
    recipe, expected = undisturbed
    with pytest.raises(Stop):
        run_stages(recipe, tmp_path / "out", stop=stop)
    run_stages(recipe, tmp_path / "out", resume=True)
    assert _adapter(tmp_path / "out") == _adapter(expected)


def test_a_run_in_any_of_its_parts_is_never_overwritten_and_no_run_is_never_resumed(
    undisturbed: tuple[Recipe, Path], tmp_path: Path
) -> None:
    recipe, out = undisturbed
    for resume, folder, code in ((False, out, "train/used-folder"), (True, tmp_path, "train/no-checkpoint")):
        with pytest.raises(TrainingError) as refused:
            run_stages(recipe, folder, resume=resume)
        assert refused.value.code == code


def test_another_preference_is_another_run(undisturbed: tuple[Recipe, Path]) -> None:
    recipe, out = undisturbed
    other = replace(recipe, preference=replace(recipe.preference, beta=0.4))
    with pytest.raises(TrainingError) as refused:
        run_stages(other, out, resume=True)
    assert refused.value.code == "train/other-run"
