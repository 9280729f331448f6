"""Ranks under a bound: never over it, never a worse choice than one rank for all, and read back as they were."""

import itertools
import json
from pathlib import Path

import pytest
import torch
from accelerate import Accelerator
from hypothesis import given
from hypothesis import strategies as st
from support.tiny_base import tiny_recipe

from readroom_training.config.read_recipe import read_recipe
from readroom_training.errors import TrainingError
from readroom_training.export.allocate_ranks import Spectrum, allocate_ranks
from readroom_training.export.read_adapter import read_adapter
from readroom_training.generate.merged_model import load_merged
from readroom_training.train.stage import load_model

FIXED, PER_MODULE = 8_192, 1_024

spectra = st.dictionaries(
    st.sampled_from("abcd"),
    st.builds(
        lambda values, width: Spectrum(torch.tensor(sorted(values, reverse=True)), width),
        st.lists(st.floats(0, 10, width=32), min_size=1, max_size=4),
        st.sampled_from([10, 30]),
    ),
    min_size=1,
)


def _bytes(found: dict[str, Spectrum], ranks: dict[str, int]) -> int:
    return FIXED + sum(PER_MODULE + 2 * found[name].width * rank for name, rank in ranks.items())


def _lost(found: dict[str, Spectrum], ranks: dict[str, int]) -> float:
    return sum(float(one.values[ranks[name] :].double().square().sum()) for name, one in found.items())


@given(spectra, st.integers(0, 500))
def test_the_bound_holds_and_only_the_last_few_bytes_could_be_better_used(
    found: dict[str, Spectrum], spare: int
) -> None:
    least = _bytes(found, dict.fromkeys(found, 1))
    ranks = allocate_ranks(found, least + spare)
    assert ranks.keys() == found.keys() and min(ranks.values()) >= 1
    assert _bytes(found, ranks) <= least + spare
    best = min(
        _lost(found, choice)
        for values in itertools.product(*(range(1, len(one.values) + 1) for one in found.values()))
        if _bytes(found, choice := dict(zip(found, values, strict=True))) <= least + spare
    )
    # Greedy by gain for cost falls short of the best choice by less than what the bytes left over could have held: not
    # one of the widest, so at most three of the narrowest, none better than the best that found no room.
    refused = [float(one.values[ranks[name]]) ** 2 for name, one in found.items() if ranks[name] < len(one.values)]
    assert _lost(found, ranks) <= best + max(refused, default=0.0) * 3 + 1e-6
    # No rank is given where it carries nothing.
    assert all(rank == 1 or float(found[name].values[rank - 1]) > 0 for name, rank in ranks.items())


def test_what_cannot_hold_rank_one_is_refused() -> None:
    with pytest.raises(TrainingError) as refused:
        allocate_ranks({"a": Spectrum(torch.ones(3), 100)}, FIXED + PER_MODULE + 199)
    assert refused.value.code == "export/too-small"


@pytest.mark.parametrize("most", [40_000, 80_000])
def test_a_full_fine_tuning_comes_back_within_its_bound_and_nearer_than_at_one_rank(tmp_path: Path, most: int) -> None:
    model = {"config": "model.json", "base": "base", "engine": "fast", "precision": "float32"}
    recipe = read_recipe(tiny_recipe(tmp_path, model=model, method={"kind": "full", "export_bytes": most}))
    loaded = load_model(recipe, Accelerator(cpu=True))
    generator = torch.Generator().manual_seed(1)
    for number, parameter in enumerate(loaded.trainable().values()):
        # Some matrices change more than others, and in fewer directions.
        rank = 1 + 3 * (number % 7)
        low = torch.randn(len(parameter), rank, generator=generator) @ torch.randn(
            rank, parameter.shape[1], generator=generator
        )
        parameter.data += 0.01 * (1 + number % 5) * low
    loaded.save(tmp_path / "adapter")
    assert sum(path.stat().st_size for path in (tmp_path / "adapter").iterdir()) <= most
    merged = load_merged(tmp_path / "base", tmp_path / "adapter", None, torch.float32)[0]
    base = load_merged(tmp_path / "base", None, None, torch.float32)[0]
    pairs = read_adapter(tmp_path / "adapter")
    assert len({pair.rank for pair in pairs.values()}) > 1
    assert json.loads((tmp_path / "adapter" / "adapter_config.json").read_text())["rank_pattern"]
    values = sum(len(pair.b) + pair.a.shape[1] for pair in pairs.values())
    uniform = (most - FIXED - PER_MODULE * len(pairs)) // (2 * values)
    lost = alike = 0.0
    with torch.no_grad(), loaded.generation_model(None) as tuned:
        for name in pairs:
            wanted = tuned.get_submodule(name).weight
            lost += float((wanted - merged.get_submodule(name).weight).square().sum())
            spectrum = torch.linalg.svdvals(wanted - base.get_submodule(name).weight)
            alike += float(spectrum[uniform:].square().sum())
    assert lost < alike


def test_lora_goes_on_from_such_an_adapter(tmp_path: Path) -> None:
    model = {"config": "model.json", "base": "base", "engine": "fast", "precision": "float32"}
    recipe = read_recipe(tiny_recipe(tmp_path, model=model, method={"kind": "full", "export_bytes": 60_000}))
    loaded = load_model(recipe, Accelerator(cpu=True))
    generator = torch.Generator().manual_seed(1)
    for parameter in loaded.trainable().values():
        parameter.data += 0.01 * torch.randn(parameter.shape, generator=generator)
    loaded.save(tmp_path / "adapter")
    method = {"kind": "lora", "rank": 8, "alpha": 16, "dropout": 0.0, "init": "adapter"}
    going_on = load_model(read_recipe(tiny_recipe(tmp_path, model=model, method=method)), Accelerator(cpu=True))
    expected = load_merged(tmp_path / "base", tmp_path / "adapter", None, torch.float32)[0]
    with going_on.generation_model(None) as model_of:
        for name in read_adapter(tmp_path / "adapter"):
            torch.testing.assert_close(
                model_of.get_submodule(name).weight, expected.get_submodule(name).weight, rtol=1e-3, atol=1e-5
            )
