"""The rotary embedding stays exact far into a prompt."""

import hashlib
from dataclasses import replace

import numpy as np
import pytest
import reference
import tvm
from native import tensor
from shapes import small_config

from readroom_compiler.config import Architecture
from readroom_compiler.model.rope import rope_frequencies, split_rotary

POSITIONS = np.array([0, 1, 2, 15, 16, 100, 2047, 8191, 65_535, 102_900], np.int32)


def shape_of(kind: str) -> Architecture:
    return replace(small_config(kind, "q0f32", "float32").architecture, head_dim=64)


def run(shape: Architecture, qkv: np.ndarray, apply_rope: int) -> list[np.ndarray]:
    target = tvm.target.Target({"kind": "llvm"})
    with target:
        function = split_rotary(shape, "float32").with_attr("global_symbol", "rope")
    library = tvm.compile(tvm.IRModule({"rope": function}), target=target)
    heads = (shape.attention_heads, shape.key_value_heads, shape.key_value_heads)
    parts = [tensor(np.zeros((len(qkv), count, shape.head_dim), np.float32)) for count in heads]
    library["rope"](tensor(qkv), tensor(POSITIONS), *parts, apply_rope)
    return [part.numpy() for part in parts]


def random_qkv(shape: Architecture) -> np.ndarray:
    heads = shape.attention_heads + 2 * shape.key_value_heads
    return np.random.default_rng(1).standard_normal((len(POSITIONS), heads, shape.head_dim)).astype("float32")


@pytest.mark.parametrize("kind", ["mha-tied", "gqa-scaled"])
def test_queries_and_keys_are_turned_by_their_position_within_float32(kind: str) -> None:
    shape = shape_of(kind)
    qkv = random_qkv(shape)
    query, key, value = run(shape, qkv, 1)
    # The angle itself is a float32 product, as in transformers; its sine and cosine are the test's.
    angles = (POSITIONS.astype(np.float32)[:, None] * np.array(rope_frequencies(shape), np.float32)).astype(
        float
    )
    cosine, sine = np.cos(angles)[:, None], np.sin(angles)[:, None]
    low, high = np.split(qkv.astype(float), 2, axis=-1)
    turned = np.concatenate([low * cosine - high * sine, high * cosine + low * sine], axis=-1)
    heads, shared = shape.attention_heads, shape.key_value_heads
    assert np.abs(query - turned[:, :heads]).max() < 2e-6
    assert np.abs(key - turned[:, heads : heads + shared]).max() < 2e-6
    assert np.array_equal(value, qkv[:, heads + shared :])


@pytest.mark.parametrize("kind", ["mha-tied", "gqa-scaled"])
def test_without_rope_all_three_parts_are_only_taken_apart(kind: str) -> None:
    shape = shape_of(kind)
    qkv = random_qkv(shape)
    assert np.array_equal(np.concatenate(run(shape, qkv, 0), axis=1), qkv)


@pytest.mark.parametrize("kind", ["mha-tied", "gqa-scaled"])
def test_frequencies_are_those_of_the_papers_rounded_to_float32(kind: str) -> None:
    shape = shape_of(kind)
    relative = np.array(rope_frequencies(shape)) / reference.rope_frequencies(shape) - 1
    assert np.abs(relative).max() < 4e-7


@pytest.mark.parametrize(
    ("theta", "head", "digest"),
    [(1e4, 128, "4b659c349432de9f79dd9cb4ee360c56e20be3809e01d4bbccbf2ebeae925c3d"), (1e5, 64, "4dcfda84ce763abe24a92bbf6718c1b03753068a39a15aaf8ae5ac2fdc6ca266"), (5e5, 128, "dde15c31724177356ae954d6e11fb337e6fccef56e4520a905cac3f0d9885b34")],
)
def test_frequencies_have_the_same_bits_on_every_processor(theta: float, head: int, digest: str) -> None:
    # Of torch's 1 / theta ** (arange(0, head, 2) / head) in float32; the library's bytes depend on them.
    shape = replace(small_config("mha-tied", "q0f32", "float32").architecture, head_dim=head, rope_theta=theta)
    bits = np.array(rope_frequencies(shape), np.float32).tobytes()
    assert hashlib.sha256(bits).hexdigest() == digest
