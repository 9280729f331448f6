"""Attention over the cache and over the new tokens are merged into attention over both."""

import numpy as np
import pytest
import tvm
from native import tensor
from shapes import small_config

from readroom_compiler.model.merge import merge_states


def run(dtype: str, *parts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Outputs and log2 sums of two parts -> those of the whole, in float64."""
    shape = small_config("gqa-scaled", "q0f32", "float32").architecture
    target = tvm.target.Target({"kind": "llvm"})
    with target:
        function = merge_states(shape, dtype).with_attr("global_symbol", "merge")
    library = tvm.compile(tvm.IRModule({"merge": function}), target=target)
    output, total, other_output, other_total = (tensor(part) for part in parts)
    library["merge"](output, total, other_output, other_total)
    return output.numpy().astype(float), total.numpy().astype(float)


def attention(scores: np.ndarray, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Scores [n, heads, m] in powers of two and values [m, heads, head_dim]: output and log2 of the sum."""
    most = scores.max(axis=-1, keepdims=True)
    raised = np.exp2(scores - most)
    output = np.einsum("nhm,mhd->nhd", raised / raised.sum(axis=-1, keepdims=True), values)
    return output, (most + np.log2(raised.sum(axis=-1, keepdims=True)))[..., 0]


@pytest.mark.parametrize("spread", [1.0, 30.0, 2000.0])
@pytest.mark.parametrize(("dtype", "within"), [("float32", 3e-6), ("float16", 3e-3)])
def test_two_parts_merge_into_attention_over_all(dtype: str, within: float, spread: float) -> None:
    random = np.random.default_rng(1)
    scores = random.standard_normal((50, 6, 40)) * spread
    values = random.standard_normal((40, 6, 32))
    whole, whole_sum = attention(scores, values)
    parts: list[np.ndarray] = []
    for some in (slice(0, 25), slice(25, 40)):
        output, total = attention(scores[..., some], values[some])
        parts += [output.astype(dtype), total.astype(np.float32)]
    output, total = run(dtype, *parts)
    # Sums are float32: where they are near 2,000, so is their rounding 2,000 times that near 1.
    within *= max(1, spread / 10)
    assert np.abs(output - whole).max() < within
    assert np.abs(total - whole_sum).max() < within


def test_a_part_without_any_token_changes_nothing() -> None:
    random = np.random.default_rng(2)
    output = random.standard_normal((3, 6, 32)).astype(np.float32)
    total = random.standard_normal((3, 6)).astype(np.float32)
    nothing = np.zeros_like(output), np.full_like(total, -5e4)  # what the cache's kernels write for it
    merged, merged_total = run("float32", output, total, *nothing)
    assert np.array_equal(merged, output)
    assert np.allclose(merged_total, total, atol=1e-6)
