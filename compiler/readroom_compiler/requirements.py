"""What a library asks of a WebGPU device, read off the compiled library itself."""

import math
from collections.abc import Iterable, Sequence

from tvm import DataType, relax
from tvm.ir import IRModule

from readroom_compiler.config import LibraryConfig
from readroom_compiler.metadata import Parameter
from readroom_compiler.wgsl import Kernel

# web-llm's page size (its cache holds whole pages, and one more than the window fills).
PAGE_SIZE = 16


def required_features(kernels: Iterable[Kernel]) -> list[str]:
    """Names of WebGPU features, sorted."""
    return sorted(set().union(*(kernel.features for kernel in kernels)))


def required_limits(
    config: LibraryConfig, parameters: Sequence[Parameter], kernels: Sequence[Kernel], planned: Iterable[int]
) -> dict[str, int]:
    """Least values of WebGPU limits, by their WebGPU names. `planned` are the sizes of planned buffers."""
    sizes = [kernel.workgroup_size for kernel in kernels]
    largest = max(
        *(parameter_bytes(parameter) for parameter in parameters),
        kv_page_bytes(config),
        *planned,
    )
    return {
        "maxBufferSize": largest,
        "maxComputeInvocationsPerWorkgroup": max(math.prod(size) for size in sizes),
        "maxComputeWorkgroupSizeX": max(size[0] for size in sizes),
        "maxComputeWorkgroupSizeY": max(size[1] for size in sizes),
        "maxComputeWorkgroupSizeZ": max(size[2] for size in sizes),
        "maxComputeWorkgroupStorageSize": max(kernel.workgroup_bytes for kernel in kernels),
        "maxStorageBufferBindingSize": largest,
        "maxStorageBuffersPerShaderStage": max(kernel.storage_buffers for kernel in kernels),
    }


def parameter_bytes(parameter: Parameter) -> int:
    """Bytes of one stored tensor."""
    _, shape, dtype = parameter
    return math.prod(shape) * (DataType(dtype).bits // 8)


def kv_page_bytes(config: LibraryConfig) -> int:
    """One layer's cache, which is one buffer: [pages, 2, key_value_heads, page_size, head_dim]."""
    shape = config.architecture
    pages = math.ceil(config.context_window / PAGE_SIZE) + 1
    element = DataType(config.compute).bits // 8
    return pages * 2 * shape.key_value_heads * PAGE_SIZE * shape.head_dim * element


def planned_buffers(mod: IRModule) -> list[int]:
    """Sizes in bytes of the buffers that memory planning gave the functions of a lowered module."""
    found: list[int] = []

    def visit(expr: relax.Expr) -> None:
        if not isinstance(expr, relax.Call) or not expr.args:
            return
        for argument in expr.args:
            # vm.builtin.alloc_storage(shape [bytes], device, dtype, scope), however it was lowered.
            inner = argument.fields if isinstance(argument, relax.Tuple) else [argument]
            if _is_alloc_storage(expr):
                found.extend(_extent(one) for one in inner if isinstance(one, relax.ShapeExpr))

    for function in mod.functions.values():
        if isinstance(function, relax.Function):
            relax.analysis.post_order_visit(function, visit)
    return [size for size in found if size > 0]


def _is_alloc_storage(call: relax.Call) -> bool:
    names = [getattr(call.op, "name", ""), getattr(call.op, "global_symbol", "")]
    names += [getattr(argument, "global_symbol", "") for argument in call.args]
    return any("alloc_storage" in str(name) for name in names)


def _extent(shape: relax.ShapeExpr) -> int:
    """The product of a constant shape; 0 where it depends on a variable."""
    product = 1
    for value in shape.values:
        if not hasattr(value, "value"):
            return 0
        product *= int(value.value)
    return product
