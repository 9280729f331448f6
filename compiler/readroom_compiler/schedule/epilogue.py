"""What happens to a finished product before it is stored."""

from __future__ import annotations

from tvm import tirx

from readroom_compiler.schedule.builder import Index, store
from readroom_compiler.schedule.shapes import LinearBuffers, LinearShape


def finish(
    shape: LinearShape, buffers: LinearBuffers, parts: list[tirx.Expr], row: Index, column: Index
) -> None:
    """Stores result [0, row, column]; `parts` are the float32 product, or those of gate and up."""
    value = parts[0]
    if shape.kind == "linear_swiglu":
        value = silu(parts[0]) * parts[1]
    elif buffers.residual is not None:
        value = buffers.residual[0, row, column] + value
    store(buffers.result, [0, row, column], value.astype(shape.out))


def silu(gate: tirx.Expr) -> tirx.Expr:
    """gate * sigmoid(gate); exp(80) is far enough, and WGSL promises nothing about infinity."""
    decay = tirx.exp(tirx.min(tirx.const(0, "float32") - gate, tirx.const(80, "float32")))
    return gate / (tirx.const(1, "float32") + decay)
