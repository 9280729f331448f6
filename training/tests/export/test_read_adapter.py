"""An adapter read back: whatever ranks its matrices have, and how it begins another run."""

import json
from pathlib import Path

import pytest
import torch
from accelerate import Accelerator
from peft import PeftModel
from support.tiny_base import tiny_llama, tiny_recipe

from readroom_training.config.read_recipe import read_recipe
from readroom_training.config.settings import LINEARS
from readroom_training.errors import TrainingError
from readroom_training.export.adapter_folder import AdapterFacts, write_adapter
from readroom_training.export.read_adapter import read_adapter
from readroom_training.generate.merged_model import load_merged
from readroom_training.train.stage import load_model


def _write(folder: Path, rslora: bool = False, rank: int = 4) -> dict[str, tuple[torch.Tensor, torch.Tensor]]:
    """Every linear of the tiny model at a rank of its own, from 1 up."""
    generator = torch.Generator().manual_seed(4)
    modules = {name: one for name, one in tiny_llama().named_modules() if name.rpartition(".")[2] in LINEARS}
    pairs = {}
    for number, (name, module) in enumerate(modules.items()):
        a = torch.randn(1 + number % 6, module.in_features, generator=generator).half().float()
        b = 0.1 * torch.randn(module.out_features, len(a), generator=generator)
        pairs[name] = (a, b.half().float())
    write_adapter(folder, pairs, AdapterFacts(rank, 2.0 * rank, 0.0, rslora, "base"))
    return pairs


@pytest.mark.parametrize("rslora", [False, True])
def test_peft_and_this_reader_agree_on_ranks_and_scales(tmp_path: Path, rslora: bool) -> None:
    pairs = _write(tmp_path / "adapter", rslora)
    merged = PeftModel.from_pretrained(tiny_llama(), str(tmp_path / "adapter")).merge_and_unload()
    read = read_adapter(tmp_path / "adapter")
    assert read.keys() == pairs.keys()
    for name, pair in read.items():
        assert torch.equal(pair.a, pairs[name][0]) and torch.equal(pair.b, pairs[name][1])
        expected = tiny_llama().get_submodule(name).weight + pair.scale * (pair.b @ pair.a)
        torch.testing.assert_close(merged.get_submodule(name).weight, expected, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"rank_pattern": {".*q_proj": 3}}, "adapter/unsupported"),
        ({"rank_pattern": {}}, "adapter/mismatch"),
        ({"alpha_pattern": {"q_proj": "8"}}, "adapter/unreadable"),
        ({"alpha_pattern": {"q_proj": 0}}, "adapter/unreadable"),
        ({"alpha_pattern": [1]}, "adapter/unsupported"),
        ({"use_dora": True}, "adapter/unsupported"),
        ({"r": None}, "adapter/unreadable"),
    ],
)
def test_what_is_not_plainly_told_is_refused(tmp_path: Path, change: dict[str, object], code: str) -> None:
    _write(tmp_path / "adapter")
    path = tmp_path / "adapter" / "adapter_config.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **change}))
    with pytest.raises(TrainingError) as refused:
        read_adapter(tmp_path / "adapter")
    assert refused.value.code == code


@pytest.mark.parametrize("engine", ["fast", "peft"])
def test_a_run_begins_where_an_adapter_stands_and_keeps_its_ranks(tmp_path: Path, engine: str) -> None:
    """Also where the adapter's scale, 2, is not the recipe's, 4."""
    pairs = _write(tmp_path / "adapter")
    model = {"config": "model.json", "base": "base", "engine": engine, "precision": "float32"}
    method = {"kind": "lora", "rank": 4, "alpha": 16, "dropout": 0.0, "init": "adapter"}
    recipe = read_recipe(tiny_recipe(tmp_path, model=model, method=method))
    loaded = load_model(recipe, Accelerator(cpu=True))
    assert len(loaded.trainable()) == 2 * len(pairs)
    with loaded.generation_model(None) as generator:
        weights = {name: generator.get_submodule(name) for name in pairs}
        found = {name: getattr(one, "base_layer", one).weight.clone() for name, one in weights.items()}
    expected = load_merged(tmp_path / "base", tmp_path / "adapter", None, torch.float32)[0]
    loaded.save(tmp_path / "again")
    again = load_merged(tmp_path / "base", tmp_path / "again", None, torch.float32)[0]
    for name in pairs:
        torch.testing.assert_close(found[name], expected.get_submodule(name).weight, rtol=1e-3, atol=1e-4)
        torch.testing.assert_close(again.get_submodule(name).weight, expected.get_submodule(name).weight)
    ranks = {name: pair.rank for name, pair in read_adapter(tmp_path / "again").items()}
    assert ranks == {name: len(a) for name, (a, _) in pairs.items()}


@pytest.mark.parametrize("targets", [["q_proj"], list(LINEARS)])
def test_an_adapter_of_other_layers_or_another_base_begins_no_run(tmp_path: Path, targets: list[str]) -> None:
    pairs = _write(tmp_path / "adapter")
    if len(targets) > 1:
        a, b = next(iter(pairs.values()))
        wide = dict(pairs, **{next(iter(pairs)): (torch.zeros(len(a), 65), b)})
        write_adapter(tmp_path / "adapter", wide, AdapterFacts(4, 8.0, 0.0, False, "base"))
    model = {"config": "model.json", "base": "base", "engine": "fast", "precision": "float32"}
    method = {"kind": "lora", "rank": 4, "alpha": 8, "targets": targets, "init": "adapter"}
    with pytest.raises(TrainingError) as refused:
        load_model(read_recipe(tiny_recipe(tmp_path, model=model, method=method)), Accelerator(cpu=True))
    assert refused.value.code == "adapter/mismatch"
