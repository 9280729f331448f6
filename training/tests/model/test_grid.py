"""The stored formats' grid against the fixture of src/pipeline/quantize, made by numpy."""

import json
from pathlib import Path

import pytest
import torch

from readroom_training.errors import TrainingError
from readroom_training.model.grid import GRIDS, levels_and_scales, round_to_grid

FIXTURE = Path(__file__).parents[3] / "src/pipeline/quantize/fixtures/numpy-reference.json"
BITS = {"q4f16_1": 4, "q8f16_1": 8}


def _weights() -> torch.Tensor:
    bits = json.loads(FIXTURE.read_text())["weightBits"]
    return torch.tensor(bits, dtype=torch.int64).to(torch.uint32).view(torch.float32)


def _stored(words: list[int], bits: int) -> torch.Tensor:
    per_word = 32 // bits
    return torch.tensor([word >> (bits * place) & (2**bits - 1) for word in words for place in range(per_word)])


@pytest.mark.parametrize("name", GRIDS)
def test_levels_and_scales_are_those_that_the_app_stores(name: str) -> None:
    expected = json.loads(FIXTURE.read_text())[f"q{BITS[name]}"]
    levels, scales = levels_and_scales(GRIDS[name], _weights())
    stored = _stored(expected["words"], BITS[name])
    assert torch.equal(levels.flatten().long() + GRIDS[name].max_level, stored)
    assert scales.flatten().half().view(torch.int16).tolist() == [
        bits - 65536 if bits > 32767 else bits for bits in expected["scales"]
    ]


@pytest.mark.parametrize("name", GRIDS)
def test_a_rounded_weight_stays_what_it_is_when_rounded_again(name: str) -> None:
    weight = torch.randn(8, 96, generator=torch.Generator().manual_seed(1))
    once = round_to_grid(GRIDS[name], weight)
    assert once.shape == weight.shape
    # The scale of a rounded group is its own, but for the rounding of the quotient.
    assert torch.allclose(round_to_grid(GRIDS[name], once), once, rtol=2**-10)


def test_a_rounded_weight_is_within_half_a_step() -> None:
    grid = GRIDS["q8f16_1"]
    weight = torch.randn(4, 64, generator=torch.Generator().manual_seed(2))
    _, scales = levels_and_scales(grid, weight)
    groups = weight.unflatten(-1, (-1, 32))
    most = groups.abs().amax(-1, keepdim=True)
    bound = scales / 2 + (most - grid.max_level * scales).abs()
    error = (round_to_grid(grid, weight).unflatten(-1, (-1, 32)) - groups).abs()
    assert (error <= bound * (1 + 1e-6)).all()


def test_a_scale_that_overflows_binary16_is_refused() -> None:
    with pytest.raises(TrainingError) as refused:
        round_to_grid(GRIDS["q8f16_1"], torch.full((1, 32), 1e8))
    assert refused.value.code == "model/out-of-range"


def test_columns_that_do_not_fill_a_group_are_refused() -> None:
    with pytest.raises(TrainingError) as refused:
        round_to_grid(GRIDS["q8f16_1"], torch.zeros(2, 33))
    assert refused.value.code == "model/bad-config"
