"""What our kernels promise in WGSL; scripts/bench/kernels/check.ts checks their numbers in a browser."""

from __future__ import annotations

import re

import pytest

from bench.lower import Launch, lower
from bench.specifications import Specification, specify
from readroom_compiler.wgsl import Kernel

LINEAR = ("linear", "linear_add", "linear_swiglu")
# What every WebGPU device has, whatever is asked for.
MAX_INVOCATIONS = 256
MAX_WORKGROUP_BYTES = 16_384
MAX_STORAGE_BUFFERS = 8


def kernels(kind: str, rows: int, columns: int, quantization: str, compute: str = "float32") -> list[Launch]:
    return lower(specify(Specification(kind, rows, columns, quantization, compute)), ours=True)


@pytest.mark.parametrize("kind", LINEAR)
@pytest.mark.parametrize("quantization", ["q4f16_1", "q8f16_1"])
@pytest.mark.parametrize(("rows", "columns"), [(192, 64), (960, 576), (8192, 11008)])
def test_kernels_fit_into_the_limits_of_every_device(
    kind: str, quantization: str, rows: int, columns: int
) -> None:
    for launch in kernels(kind, rows, columns, quantization):
        kernel = Kernel(launch.name, launch.wgsl)
        x, y, z = kernel.workgroup_size
        assert x * y * z <= MAX_INVOCATIONS
        assert kernel.workgroup_bytes <= MAX_WORKGROUP_BYTES
        assert kernel.storage_buffers <= MAX_STORAGE_BUFFERS


@pytest.mark.parametrize("compute", ["float16", "float32"])
def test_weights_and_activations_are_loaded_sixteen_bytes_at_a_time(compute: str) -> None:
    element = {"float16": "f16", "float32": "f32"}[compute]
    for launch in kernels("linear", 960, 576, "q8f16_1", compute):
        assert re.search(r"layer_q_weight_ptr : array<vec4<u32>>", launch.wgsl)
        assert re.search(rf"x_ptr : array<vec4<{element}>>", launch.wgsl)


def test_kernels_that_compute_in_float32_need_no_feature() -> None:
    for kind in (*LINEAR, "embed", "rms_norm"):
        for launch in kernels(kind, 192, 64, "q8f16_1"):
            assert "f16" not in launch.wgsl


def test_one_token_and_several_have_kernels_of_their_own() -> None:
    one, several = kernels("linear", 960, 576, "q8f16_1")
    assert (one.runs(1), several.runs(1)) == (True, False)
    assert (one.runs(2), several.runs(2)) == (False, True)
    assert one.extents({"n": 1})[0] == 1
    assert several.extents({"n": 33})[0] == 5  # eight tokens to a workgroup


def test_a_kernel_has_one_barrier_or_none() -> None:
    for kind in (*LINEAR, "rms_norm"):
        for launch in kernels(kind, 960, 576, "q8f16_1"):
            assert launch.wgsl.count("workgroupBarrier()") <= 1


def test_a_buffer_that_is_also_read_elementwise_keeps_its_scalar_type() -> None:
    for launch in kernels("linear", 960, 576, "q8f16_1"):
        assert re.search(r"lv_ptr : array<u32>", launch.wgsl)  # scales, one at a time
        assert re.search(r"result_ptr : array<f32>", launch.wgsl)
