"""Soft targets: of teachers that never saw the sample, mixed in as the recipe says, the same after a kill."""

from pathlib import Path

import pytest
import torch
from accelerate import Accelerator
from hypothesis import given
from hypothesis import strategies as st
from safetensors.torch import load_file
from support.staged_run import Stop, run_stages
from support.tiny_base import tiny_recipe

from readroom_training.config.model_config import read_model_config
from readroom_training.config.read_recipe import read_recipe
from readroom_training.config.settings import Recipe
from readroom_training.data.records import Report
from readroom_training.model.soft_loss import SoftTargets, mixed_loss, top_words
from readroom_training.train.batches import pad_samples
from readroom_training.train.cross_fit import CrossFit
from readroom_training.train.folds import fold_of
from readroom_training.train.identity import identity_of
from readroom_training.train.read_reports import Reports
from readroom_training.train.run import TEACHERS
from readroom_training.train.samples import Encoder, ReportSamples
from readroom_training.train.stage import load_model, template_of


def _recipe(folder: Path, **changes: object) -> Recipe:
    groups = {
        "model": {"config": "model.json", "base": "base", "engine": "fast", "precision": "float32"},
        "augment": {"masked_words": "keep", "swap_sides": 0.5},
        "distil": {"folds": 2, "weight": 0.5, "temperature": 2, "top": 5},
        "evaluation": {"metric": "loss", "every": 99, "first": 99, "quantization": "none"},
        "batch": {"reports": 6, "max_tokens": 1200},
        "epochs": 1,
    }
    return read_recipe(tiny_recipe(folder, **{**groups, **changes}))


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Recipe, Path]:
    folder = tmp_path_factory.mktemp("undisturbed")
    recipe = _recipe(folder)
    run_stages(recipe, folder / "out")
    return recipe, folder / "out"


TEXTS = st.sampled_from(["Clear.", "clear", "Left effusion.", "Right mass.", "Normal heart.", "Edema."])
REPORTS = st.lists(
    st.builds(Report, st.just("same"), TEXTS, TEXTS, patient=st.one_of(st.none(), st.sampled_from("abc"))), max_size=30
)


@given(REPORTS, st.integers(2, 4), st.integers(0, 99))
def test_reports_of_one_patient_or_of_like_findings_share_their_fold(
    reports: list[Report], folds: int, seed: int
) -> None:
    found = fold_of(reports, folds, seed)
    assert found == fold_of(reports, folds, seed) and set(found) <= set(range(folds))
    for one, fold in zip(reports, found, strict=True):
        for other, its in zip(reports, found, strict=True):
            alike = one.findings.lower().strip(".") == other.findings.lower().strip(".")
            if alike or (one.patient is not None and one.patient == other.patient):
                assert fold == its


def test_folds_are_of_one_size_where_reports_are_not_tied_together() -> None:
    reports = [Report(str(i), f"Case {i}.", "Normal.") for i in range(31)]
    assert sorted(fold_of(reports, 3, 1).count(fold) for fold in range(3)) == [10, 10, 11]
    assert fold_of(reports, 3, 1) != fold_of(reports, 3, 2)


def test_the_loss_is_the_labels_own_and_the_teachers_words_at_their_temperature() -> None:
    generator = torch.Generator().manual_seed(1)
    logits, teacher = (torch.randn(4, 9, generator=generator) for _ in range(2))
    labels = torch.tensor([1, 5, 8, 0])
    words, shares = top_words(teacher, 9, 2.0)
    hard = torch.nn.functional.cross_entropy(logits, labels, reduction="sum")
    whole = -((teacher / 2).softmax(-1) * (logits / 2).log_softmax(-1)).sum()
    found = mixed_loss(logits, labels, SoftTargets(words, shares, 0.3, 2.0), 0.0)
    torch.testing.assert_close(found, 0.7 * hard + 0.3 * 4 * whole)
    # A teacher that is certain of the label says what the label says.
    certain = SoftTargets(labels[:, None], torch.ones(4, 1), 0.3, 1.0)
    torch.testing.assert_close(mixed_loss(logits, labels, certain, 0.0), hard)
    words, shares = top_words(teacher, 3, 1.0)
    assert torch.equal(words, teacher.topk(3).indices)
    torch.testing.assert_close(shares.sum(-1), torch.ones(4))


@pytest.mark.parametrize("engine", ["fast", "peft"])
def test_both_engines_take_soft_targets_into_loss_and_derivatives(tmp_path: Path, engine: str) -> None:
    model = {"config": "model.json", "base": "base", "engine": engine, "precision": "float32"}
    recipe = _recipe(tmp_path, model=model)
    loaded = load_model(recipe, Accelerator(cpu=True))
    encoder = Encoder(loaded.tokenizer, template_of(recipe, read_model_config(Path(recipe.model.config))))
    reports = [Report(str(i), f"Nodule {i}.", f"Small nodule {i}.") for i in range(3)]
    samples = ReportSamples(reports, encoder, recipe.prompt, recipe.augment, 1)
    micro = pad_samples([samples.samples(0, index)[0] for index in range(3)])
    words, shares = loaded.top_words(micro.ids, micro.labels, 288, 1.0)
    soft = SoftTargets(words, shares, 1.0, 1.0)
    # Of all words its own opinion: nothing to learn, and the loss is the entropy.
    loss = loaded.module(micro.ids, micro.labels, soft=soft)
    loss.backward()
    assert loss.item() == pytest.approx(-(shares * shares.log()).sum().item(), rel=1e-4)
    assert all(parameter.grad.abs().max() < 1e-4 for parameter in loaded.trainable().values())
    hard = SoftTargets(words, shares, 0.0, 1.0)
    plain = loaded.module(micro.ids, micro.labels).item()
    assert loaded.module(micro.ids, micro.labels, soft=hard).item() == pytest.approx(plain, rel=1e-5)


def test_no_teacher_is_asked_about_what_it_learned_from(undisturbed: tuple[Recipe, Path]) -> None:
    recipe, out = undisturbed
    reports = Reports([Report(f"r{i}", f"Case {i // 2}.", "Normal.") for i in range(12)], [])
    config = read_model_config(Path(recipe.model.config))
    accelerator = Accelerator(cpu=True)
    identity = identity_of(recipe, config, template_of(recipe, config), accelerator)
    fit = CrossFit(recipe, identity, reports, out / TEACHERS)
    encoder = Encoder(load_model(recipe, accelerator).tokenizer, template_of(recipe, config))
    samples = ReportSamples(reports.training, encoder, recipe.prompt, recipe.augment, 1)
    asked = [teacher.asked for teacher in fit.answers(samples, Accelerator(cpu=True)).teachers]
    assert sorted(index for one in asked for index in one) == list(range(12))
    for fold, indices in enumerate(asked):
        learned = {report.findings for report in fit.reports(fold).training}
        assert learned and not any(reports.training[index].findings in learned for index in indices)


def test_teachers_are_left_in_the_runs_folder_and_what_they_say_changes_the_adapter(
    undisturbed: tuple[Recipe, Path], tmp_path: Path
) -> None:
    _, out = undisturbed
    assert {path.name for path in (out / TEACHERS).iterdir()} == {"1", "2", "answers-0.safetensors"}
    assert (out / TEACHERS / "1" / "adapter").is_dir() and (out / TEACHERS / "2" / "checkpoints").is_dir()
    without = _recipe(tmp_path, distil={"folds": 0})
    run_stages(without, tmp_path / "out")
    found = [load_file(one / "adapter" / "adapter_model.safetensors") for one in (out, tmp_path / "out")]
    assert any(not torch.equal(tensor, found[1][name]) for name, tensor in found[0].items())


@pytest.mark.parametrize("stop", [("teacher 1 of 2", 1), ("teacher 2 of 2", 1), ("likelihood", 1)])
def test_a_run_that_ends_anywhere_and_goes_on_gives_the_same_bytes(
    undisturbed: tuple[Recipe, Path], tmp_path: Path, stop: tuple[str, int]
) -> None:
    recipe, expected = undisturbed
    out = tmp_path / "out"
    with pytest.raises(Stop):
        run_stages(recipe, out, stop=stop)
    answers = out / TEACHERS / "answers-0.safetensors"
    if answers.exists():
        # Also where the file was torn: it is made anew.
        answers.write_bytes(answers.read_bytes()[:-40])
    run_stages(recipe, out, resume=True)
    for name in ("adapter/adapter_model.safetensors", "teachers/2/adapter/adapter_model.safetensors"):
        assert (out / name).read_bytes() == (expected / name).read_bytes()
    assert answers.read_bytes() == (expected / TEACHERS / answers.name).read_bytes()
