"""Compiled models are shared by all tests of a run: compiling is what takes the time."""

from collections.abc import Callable
from functools import cache

import pytest
from native import NativeModel, compile_native, tensor
from random_parameters import random_parameters
from reference import ReferenceLlama
from shapes import small_config


@cache
def _pair(shape: str, quantization: str, compute: str) -> tuple[NativeModel, ReferenceLlama]:
    config = small_config(shape, quantization, compute)
    machine, parameters = compile_native(config)
    values = random_parameters(config, parameters, seed=7)
    weights = [tensor(values[name]) for name, _, _ in parameters]
    return NativeModel(config, machine, weights), ReferenceLlama(config, values)


@pytest.fixture
def compiled() -> Callable[[str], tuple[NativeModel, ReferenceLlama]]:
    """`compiled("mha-tied q4f32_1 float32")` -> the native model with an empty cache, and the reference."""

    def get(kind: str) -> tuple[NativeModel, ReferenceLlama]:
        model, reference = _pair(*kind.split())
        model.reset()
        return model, reference

    return get
