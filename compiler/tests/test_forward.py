"""The compiled Llama computes what the papers say."""

from collections.abc import Callable

import numpy as np
import pytest
from native import NativeModel, tensor
from reference import ReferenceLlama

Compiled = Callable[[str], tuple[NativeModel, ReferenceLlama]]

# Every stored format and both compute types, over both shapes.
EXACT = ["mha-tied q4f32_1 float32", "gqa-scaled q8f16_1 float32", "gqa-scaled q0f32 float32"]
NARROW = ["gqa-scaled q4f16_1 float16"]
# Around a page of 16 and a chunk of 48, and over two chunks.
LENGTHS = [1, 2, 15, 16, 17, 31, 47, 48, 49, 64, 95, 96, 97]


def prompt(length: int) -> list[int]:
    """Ids that every small vocabulary has."""
    return [int(i) for i in np.random.default_rng(length).integers(0, 256, length)]


def close(result: np.ndarray, expected: np.ndarray, relative: float) -> None:
    """Within `relative` of the largest expected number."""
    worst = np.abs(result - expected).max() / np.abs(expected).max()
    assert worst < relative


@pytest.mark.parametrize("kind", EXACT)
def test_embeds_tokens_as_stored(compiled: Compiled, kind: str) -> None:
    model, reference = compiled(kind)
    ids = prompt(40)
    embedded = model.machine["embed"](tensor(np.array(ids, "int32")), model.weights).numpy()
    close(embedded, reference.embed(ids), 1e-7)


@pytest.mark.parametrize("kind", EXACT)
@pytest.mark.parametrize("length", LENGTHS)
def test_prefill_of_any_length_gives_the_reference_logits(compiled: Compiled, kind: str, length: int) -> None:
    model, reference = compiled(kind)
    ids = prompt(length)
    close(model.prefill(ids), reference.logits(ids)[-1], 2e-5)


@pytest.mark.parametrize("kind", EXACT)
def test_decoding_token_by_token_gives_the_reference_logits_at_each_position(
    compiled: Compiled, kind: str
) -> None:
    model, reference = compiled(kind)
    ids = prompt(60)
    expected = reference.logits(ids)
    close(model.prefill(ids[:40]), expected[39], 2e-5)
    for at in range(40, 60):
        close(model.forward("decode", ids[at : at + 1])[0, 0], expected[at], 2e-5)


@pytest.mark.parametrize("kind", EXACT)
@pytest.mark.parametrize("length", [1, 2, 16, 17, 48])
def test_verify_gives_the_likeliest_token_after_each_position(
    compiled: Compiled, kind: str, length: int
) -> None:
    model, reference = compiled(kind)
    ids = prompt(30 + length)
    model.prefill(ids[:30])
    expected = reference.logits(ids)[30:].argmax(axis=-1)
    assert model.forward("verify", ids[30:]).tolist() == expected.tolist()


@pytest.mark.parametrize("kind", EXACT)
def test_greedy_decoding_by_verify_follows_the_reference_for_32_tokens(compiled: Compiled, kind: str) -> None:
    model, reference = compiled(kind)
    ids = prompt(20)
    model.prefill(ids[:-1])
    for _ in range(32):
        token = int(model.forward("verify", ids[-1:])[0])
        assert token == int(reference.logits(ids)[-1].argmax())
        ids.append(token)


@pytest.mark.parametrize("kind", NARROW)
@pytest.mark.parametrize("length", [1, 16, 17, 49, 97])
def test_float16_kernels_stay_within_a_hundredth_of_the_reference(
    compiled: Compiled, kind: str, length: int
) -> None:
    model, reference = compiled(kind)
    ids = prompt(length)
    close(model.prefill(ids), reference.logits(ids)[-1], 1e-2)


@pytest.mark.parametrize("kind", EXACT)
def test_a_window_is_filled_to_its_last_token(compiled: Compiled, kind: str) -> None:
    model, reference = compiled(kind)
    ids = prompt(model.config.context_window)
    close(model.prefill(ids), reference.logits(ids)[-1], 2e-5)
