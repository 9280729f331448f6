"""An adapter on disk: what PEFT reads back, and what the app's build takes."""

import json
from pathlib import Path

import pytest
import torch
from peft import PeftModel
from safetensors.torch import load_file
from support.tiny_base import tiny_llama

from readroom_training.errors import TrainingError
from readroom_training.export.adapter_folder import AdapterFacts, write_adapter
from readroom_training.export.low_rank import low_rank_pair

FACTS = AdapterFacts(rank=4, alpha=8.0, dropout=0.05, rslora=False, base_name="base")
Q0, DOWN1 = "model.layers.0.self_attn.q_proj", "model.layers.1.mlp.down_proj"


def _pairs() -> dict[str, tuple[torch.Tensor, torch.Tensor]]:
    random = torch.Generator().manual_seed(1)
    shapes = {Q0: (64, 64), DOWN1: (64, 128)}
    return {
        name: (torch.randn(4, columns, generator=random), torch.randn(rows, 4, generator=random))
        for name, (rows, columns) in shapes.items()
    }


@pytest.mark.parametrize("rslora", [False, True])
def test_peft_merges_what_was_written(tmp_path: Path, rslora: bool) -> None:
    facts = AdapterFacts(4, 8.0, 0.0, rslora, "base")
    # Only these two modules: PEFT would miss the others' tensors.
    pairs = {name: pair for name, pair in _pairs().items() if name == Q0}
    pairs["model.layers.1.self_attn.q_proj"] = pairs[Q0]
    write_adapter(tmp_path / "adapter", pairs, facts)
    merged = PeftModel.from_pretrained(tiny_llama(), str(tmp_path / "adapter")).merge_and_unload()
    a, b = (one.half().float() for one in pairs[Q0])
    expected = tiny_llama().get_submodule(Q0).weight + facts.scale * (b @ a)
    torch.testing.assert_close(merged.get_submodule(Q0).weight, expected, rtol=1e-5, atol=1e-5)


def test_tensors_are_float16_under_pefts_names(tmp_path: Path) -> None:
    write_adapter(tmp_path / "adapter", _pairs(), FACTS)
    tensors = load_file(tmp_path / "adapter" / "adapter_model.safetensors")
    assert sorted(tensors) == sorted(
        f"base_model.model.{name}.lora_{part}.weight" for name in (Q0, DOWN1) for part in "AB"
    )
    assert {tensor.dtype for tensor in tensors.values()} == {torch.float16}
    config = json.loads((tmp_path / "adapter" / "adapter_config.json").read_text())
    assert config["target_modules"] == ["down_proj", "q_proj"]
    assert (config["r"], config["lora_alpha"], config["use_rslora"]) == (4, 8, False)


def test_the_same_pairs_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "other"):
        write_adapter(tmp_path / name, dict(reversed(_pairs().items())) if name == "other" else _pairs(), FACTS)
    for file in ("adapter_config.json", "adapter_model.safetensors"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "other" / file).read_bytes()


@pytest.mark.parametrize("value", [1e6, float("nan"), float("inf")])
def test_a_value_that_float16_cannot_hold_is_refused_and_nothing_is_written(tmp_path: Path, value: float) -> None:
    pairs = _pairs()
    pairs[Q0][0][0, 0] = value
    with pytest.raises(TrainingError) as refused:
        write_adapter(tmp_path / "adapter", pairs, FACTS)
    assert refused.value.code == "export/out-of-range"
    assert list(tmp_path.iterdir()) == []


def _lost_share(difference: torch.Tensor, pair: tuple[torch.Tensor, torch.Tensor]) -> float:
    """The share of the difference's sum of squares that the pair does not carry, from 0 to 1."""
    a, b = pair
    total = difference.square().sum()
    return float((difference - b @ a).square().sum() / total) if total > 0 else 0.0


def test_a_difference_of_low_rank_comes_back_whole() -> None:
    random = torch.Generator().manual_seed(2)
    difference = torch.randn(48, 3, generator=random) @ torch.randn(3, 32, generator=random)
    a, b = low_rank_pair(difference, 4)
    assert (a.shape, b.shape) == ((4, 32), (48, 4))
    torch.testing.assert_close(b @ a, difference, rtol=1e-4, atol=1e-4)
    assert _lost_share(difference, (a, b)) < 1e-8


def test_no_pair_of_the_rank_is_nearer_than_the_one_that_is_kept() -> None:
    random = torch.Generator().manual_seed(3)
    difference = torch.randn(24, 20, generator=random)
    kept = _lost_share(difference, low_rank_pair(difference, 5))
    values = torch.linalg.svdvals(difference).square()
    assert kept == pytest.approx(float(values[5:].sum() / values.sum()), rel=1e-4)
    assert _lost_share(difference, low_rank_pair(difference, 32)) < 1e-8


def test_no_difference_gives_a_pair_of_zeros() -> None:
    a, b = low_rank_pair(torch.zeros(8, 6), 2)
    assert not (b @ a).any()
    assert _lost_share(torch.zeros(8, 6), (a, b)) == 0.0
