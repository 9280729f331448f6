"""Puts our kernels in place of the specifications that the model emits."""

from __future__ import annotations

from collections.abc import Callable

import tvm
from tvm import tirx
from tvm.script.ir_builder import tirx as T

from readroom_compiler.quantized import KERNEL
from readroom_compiler.schedule.builder import scheduled
from readroom_compiler.schedule.linear import TeamKernel
from readroom_compiler.schedule.norm import write_norm
from readroom_compiler.schedule.shapes import read_linear
from readroom_compiler.schedule.tiles import one_token, several_tokens

Rule = Callable[[tirx.PrimFunc], tirx.PrimFunc | None]


def linear(function: tirx.PrimFunc) -> tirx.PrimFunc | None:
    """One kernel for a single token, one for more; where their number is known, only the one needed."""
    read = read_linear(function)
    if read is None:
        return None
    shape, buffers = read
    count = buffers.x.ty.shape[1]

    def one() -> None:
        TeamKernel(shape, one_token(shape), buffers, 1).write()

    def several() -> None:
        TeamKernel(shape, several_tokens(shape), buffers, count).write()

    def either() -> None:
        with T.If(count == 1):
            with T.Then():
                one()
            with T.Else():
                several()

    if shape.tokens is None:
        return scheduled(function, either)
    return scheduled(function, one if shape.tokens == 1 else several)


def norm(function: tirx.PrimFunc) -> tirx.PrimFunc | None:
    """Root mean square normalization."""
    x, weight, result = function.params
    epsilon = float(function.attrs["readroom.epsilon"])
    return scheduled(function, lambda: write_norm(x, weight, result, epsilon))


RULES: dict[str, Rule] = {
    "linear": linear,
    "linear_add": linear,
    "linear_swiglu": linear,
    "rms_norm": norm,
}


@tvm.transform.module_pass(opt_level=0, name="UseOurKernels")
def use_our_kernels(mod: tvm.IRModule, _context: tvm.transform.PassContext) -> tvm.IRModule:
    """Rewrites every PrimFunc that says which kernel it is, where we have one."""
    for name, function in list(mod.functions.items()):
        if isinstance(function, tirx.PrimFunc) and function.attrs is not None and KERNEL in function.attrs:
            rule = RULES.get(str(function.attrs[KERNEL]))
            kernel = rule(function) if rule is not None else None
            if kernel is not None:
                mod[name] = kernel
    return mod
