"""Float constants arrive in WGSL as they were meant."""

import re

import numpy as np
import pytest
import tvm
from tvm import te, tirx

from readroom_compiler.exact_constants import survives_seven_digits
from readroom_compiler.schedule import kernel_pipeline

WEBGPU = {
    "kind": "webgpu",
    "max_num_threads": 256,
    "host": {"kind": "llvm", "mtriple": "wasm32-unknown-unknown-wasm"},
}


def constants_in_wgsl(value: float) -> list[np.float32]:
    """The float constants of a kernel that adds `value`, read back from its text."""
    x = te.placeholder((64,), "float32", name="x")
    y = te.compute((64,), lambda i: x[i] + tirx.const(value, "float32"), name="y")
    schedule = tvm.s_tir.Schedule(te.create_prim_func([x, y]))
    schedule.bind(schedule.get_loops(schedule.get_sblock("y"))[0], "threadIdx.x")
    target = tvm.target.Target(WEBGPU)
    module = tvm.tirx.build(schedule.mod, target=target, pipeline=kernel_pipeline(target))
    text = module.imports[0].inspect_source()
    as_digits = [np.float32(digits) for digits in re.findall(r"(-?\d\.\d+e[-+]\d+)f", text)]
    as_bits = [np.uint32(bits).view(np.float32) for bits in re.findall(r"bitcast<f32>\((\d+)u\)", text)]
    return as_digits + as_bits


@pytest.mark.parametrize("value", [201 / 128, 1 / 3, 0.4838267e-3, -1 / 6, 0.5, 1e-5, 3.0e38, 1.0e-38])
def test_a_constant_is_read_back_as_the_float32_it_was(value: float) -> None:
    assert constants_in_wgsl(value) == [np.float32(value)]


def test_seven_digits_hold_some_constants_and_not_others() -> None:
    assert survives_seven_digits(0.5)
    assert survives_seven_digits(1e-5)
    assert not survives_seven_digits(201 / 128)
