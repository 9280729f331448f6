"""What is read off a kernel's text."""

import pytest

from readroom_compiler.config import Architecture, LibraryConfig
from readroom_compiler.errors import CompilerError
from readroom_compiler.requirements import kv_page_bytes, parameter_bytes, required_features, required_limits
from readroom_compiler.wgsl import Kernel

SOURCE = """
enable f16;
@group(0) @binding(0) var<storage, read> a_ptr : array<f16>;
@group(0) @binding(1) var<storage, read_write> b_ptr : array<vec4<f32>>;
struct PODArgs { n: i32, packGridDimX: u32 }
@group(0) @binding(2) var<uniform> podArgs : PODArgs;
var<workgroup> tile : array<vec4<f32>, 64>;
var<workgroup> half_tile : array<f16, 10>;
var<workgroup> odd : array<vec3<f32>, 2>;
@compute @workgroup_size(32, 4, 2)
fn main() {}
"""

SHAPE = Architecture(64, 128, 2, 4, 2, 16, 512, 10000.0, None, 1e-5, True, 512)
CONFIG = LibraryConfig("tiny", SHAPE, "q8f16_1", "float16", 512, 128)


def test_a_kernel_tells_what_it_asks_of_a_device() -> None:
    kernel = Kernel("k", SOURCE)
    assert kernel.storage_buffers == 2
    assert kernel.workgroup_size == (32, 4, 2)
    # WebGPU counts each in whole units of 16 bytes: ten halves take 32.
    assert kernel.workgroup_bytes == 64 * 16 + 32 + 2 * 16
    assert kernel.features == {"shader-f16"}


def test_text_that_is_not_understood_is_refused_rather_than_counted_as_nothing() -> None:
    with pytest.raises(CompilerError, match="workgroup size"):
        _ = Kernel("k", "fn main() {}").workgroup_size
    with pytest.raises(CompilerError, match="not understood"):
        _ = Kernel("k", "var<workgroup> one : f32;").workgroup_bytes
    with pytest.raises(CompilerError, match="mat2"):
        _ = Kernel("k", "var<workgroup> m : array<mat2, 4>;").workgroup_bytes
    with pytest.raises(CompilerError, match="enables rays"):
        _ = Kernel("k", "enable rays;").features


def test_limits_are_the_largest_of_all_kernels_and_buffers() -> None:
    small = Kernel("s", "@compute @workgroup_size(256, 1, 1)\nfn s() {}")
    parameters = [("embed", (512, 16), "uint32"), ("norm", (64,), "float16")]
    limits = required_limits(CONFIG, parameters, [Kernel("k", SOURCE), small], [1000])
    assert limits["maxComputeInvocationsPerWorkgroup"] == 256
    assert limits["maxComputeWorkgroupSizeX"] == 256
    assert limits["maxComputeWorkgroupSizeY"] == 4
    assert limits["maxStorageBuffersPerShaderStage"] == 2
    assert limits["maxStorageBufferBindingSize"] == kv_page_bytes(CONFIG)
    larger = required_limits(CONFIG, parameters, [small], [1 << 30])
    assert larger["maxBufferSize"] == 1 << 30
    assert required_features([small]) == []


def test_buffers_are_counted_in_their_stored_type() -> None:
    assert parameter_bytes(("w", (3, 5), "float16")) == 30
    assert parameter_bytes(("w", (3, 5), "uint32")) == 60
    # 33 pages of [2, 2 heads, 16 positions, 16] float16
    assert kv_page_bytes(CONFIG) == 33 * 2 * 2 * 16 * 16 * 2
