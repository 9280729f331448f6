"""The loss of each label by itself: both engines', and with the sum's derivatives."""

from pathlib import Path

import pytest
import torch
from accelerate import Accelerator
from support.tiny_base import tiny_recipe

from readroom_training.config.read_recipe import read_recipe
from readroom_training.fast.packing import NO_LABEL
from readroom_training.train.stage import load_model


def _batch() -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(2)
    ids = torch.randint(3, 250, (3, 14), generator=generator)
    ids[:, :5] = ids[0, :5]
    labels = torch.full_like(ids, NO_LABEL)
    for row, (first, last) in enumerate(((6, 14), (8, 9), (5, 11))):
        labels[row, first:last] = torch.randint(3, 250, (last - first,), generator=generator)
    return ids, labels


@pytest.mark.parametrize("engine", ["fast", "peft"])
def test_they_add_up_report_by_report_and_weigh_as_they_are_asked_to(tmp_path: Path, engine: str) -> None:
    model = {"config": "model.json", "base": "base", "engine": engine, "precision": "float32"}
    loaded = load_model(read_recipe(tiny_recipe(tmp_path, model=model)), Accelerator(cpu=True))
    module, parameters = loaded.module, loaded.trainable()
    generator = torch.Generator().manual_seed(1)
    for parameter in parameters.values():
        parameter.data += 0.1 * torch.randn(parameter.shape, generator=generator)
    ids, labels = _batch()
    each = module(ids, labels, True)
    weights = torch.rand(len(each), generator=generator) - 0.5
    (each * weights).sum().backward()
    found = {name: parameter.grad.clone() for name, parameter in parameters.items()}
    for parameter in parameters.values():
        parameter.grad = None
    place = 0
    for row, column in (labels != NO_LABEL).nonzero().tolist():
        one = torch.full_like(labels, NO_LABEL)
        one[row, column] = labels[row, column]
        alone = module(ids, one)
        assert each[place].item() == pytest.approx(alone.item(), rel=1e-4)
        (alone * weights[place]).backward()
        place += 1
    assert place == len(each)
    for name, parameter in parameters.items():
        torch.testing.assert_close(found[name], parameter.grad, rtol=1e-3, atol=1e-5)
