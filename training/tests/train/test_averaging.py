"""Averages of the weights."""

import torch
from torch import nn

from readroom_training.config.settings import Averaging
from readroom_training.train.averaging import Averages


def _walk(averages: Averages, weight: nn.Parameter, values: list[float]) -> None:
    for step, value in enumerate(values, 1):
        with torch.no_grad():
            weight.fill_(value)
        averages.update(step)


def test_tail_is_the_mean_of_the_last_steps() -> None:
    weight = nn.Parameter(torch.zeros(3))
    averages = Averages(Averaging(kind="tail", start=0.5), {"w": weight}, steps=6)
    _walk(averages, weight, [100.0, 100.0, 100.0, 1.0, 2.0, 6.0])
    torch.testing.assert_close(averages.values["w"], torch.full((3,), 3.0))


def test_ema_forgets_the_beginning_and_nears_a_weight_that_stays() -> None:
    weight = nn.Parameter(torch.zeros(3))
    averages = Averages(Averaging(kind="ema", decay=0.9), {"w": weight}, steps=200)
    _walk(averages, weight, [50.0, *[2.0] * 199])
    torch.testing.assert_close(averages.values["w"], torch.full((3,), 2.0))


def test_averages_stand_in_the_weights_place_only_inside_the_block() -> None:
    weight = nn.Parameter(torch.zeros(2))
    averages = Averages(Averaging(kind="tail", start=0.0), {"w": weight}, steps=2)
    _walk(averages, weight, [1.0, 3.0])
    with averages.in_place():
        assert weight.tolist() == [2.0, 2.0]
    assert weight.tolist() == [3.0, 3.0]


def test_without_averaging_the_weights_themselves_are_used() -> None:
    weight = nn.Parameter(torch.zeros(2))
    averages = Averages(Averaging(), {"w": weight}, steps=2)
    _walk(averages, weight, [1.0, 3.0])
    with averages.in_place():
        assert weight.tolist() == [3.0, 3.0]
