"""Sampling over vocabularies of real size, by the functions a library gets."""

from functools import cache

import numpy as np
import pytest
import tvm
from native import tensor
from tvm import relax

from readroom_compiler.sampling.softmax import add_softmax
from readroom_compiler.sampling.sort import add_argsort
from readroom_compiler.sampling.top_p import add_top_p

VOCABULARIES = [49_152, 128_256]


@cache
def machine(vocabulary: int) -> relax.VirtualMachine:
    target = tvm.target.Target({"kind": "llvm"})
    with target:
        builder = relax.BlockBuilder()
        add_softmax(builder, vocabulary)
        add_argsort(builder, vocabulary)
        add_top_p(builder, vocabulary)
        executable = relax.build(builder.finalize(), target)
    return relax.VirtualMachine(executable, tvm.cpu())


@pytest.mark.parametrize("vocabulary", VOCABULARIES)
def test_the_chain_from_logits_to_a_token_takes_only_tokens_of_the_nucleus(vocabulary: int) -> None:
    functions = machine(vocabulary)
    logits = (3 * np.random.default_rng(1).standard_normal(vocabulary)).astype(np.float32)
    warm = tensor(np.array([0.8], np.float32))
    probabilities = functions["softmax_with_temperature"](tensor(logits[None, None]), warm)
    rows = tensor(probabilities.numpy()[0])
    values, ids = functions["argsort_probs"](rows)
    expected = np.argsort(-probabilities.numpy()[0, 0], kind="stable")
    assert np.array_equal(ids.numpy()[0], expected)
    uniform = np.random.default_rng(2).random(500, dtype=np.float32)
    drawn = functions["sample_with_top_p"](
        values, ids, tensor(uniform), tensor(np.zeros(500, np.int32)), tensor(np.array([0.9], np.float32))
    ).numpy()
    exact = np.exp((logits - logits.max()).astype(float) / 0.8)
    exact = np.sort(exact / exact.sum())[::-1]
    nucleus = expected[: np.searchsorted(np.cumsum(exact), 0.9) + 5]  # 5: rounding at its end
    assert np.isin(drawn, nucleus).all()
    assert len(set(drawn.tolist())) > 50


@pytest.mark.parametrize("vocabulary", VOCABULARIES)
def test_probabilities_of_a_large_vocabulary_add_up_to_one(vocabulary: int) -> None:
    logits = np.random.default_rng(3).standard_normal((1, 1, vocabulary)).astype(np.float32)
    one = tensor(np.ones(1, np.float32))
    result = machine(vocabulary)["softmax_with_temperature"](tensor(logits), one).numpy()
    assert abs(result.sum(dtype=float) - 1) < 1e-5
    exact = np.exp(logits.astype(float))
    assert np.abs(result / (exact / exact.sum()) - 1).max() < 1e-5
