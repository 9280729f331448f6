"""Small tools for writing a kernel's body: plain Python loops unroll, the ones below stay loops."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from tvm import tirx
from tvm.ir import Var
from tvm.script.ir_builder import IRBuilder
from tvm.script.ir_builder import tirx as T

Index = tirx.Expr | int


def scheduled(function: tirx.PrimFunc, body: Callable[[], None]) -> tirx.PrimFunc:
    """A PrimFunc of the same signature and attributes that does what `body` writes."""
    with IRBuilder() as builder, T.prim_func(is_private=True, s_tir=True):
        T.func_name("kernel")
        body()
    kernel = tirx.PrimFunc(function.params, builder.get().body, function.ret_type, function.attrs)
    return kernel.with_attr("tirx.is_scheduled", True).with_attr("tirx.noalias", True)


@contextmanager
def launch(groups: Index, rows: Index, threads: int) -> Iterator[tuple[Var, Var, Var]]:
    """A grid of groups x rows workgroups; yields (blockIdx.x, blockIdx.y, threadIdx.x)."""
    with (
        T.thread_binding(rows, thread="blockIdx.y") as by,
        T.thread_binding(groups, thread="blockIdx.x") as bx,
        T.thread_binding(threads, thread="threadIdx.x") as tx,
    ):
        for name, index in (("bx", bx), ("by", by), ("tx", tx)):
            IRBuilder.name(name, index)
        yield bx, by, tx


@contextmanager
def when(condition: tirx.Expr | bool) -> Iterator[None]:
    """A branch; none at all where the condition is known to hold."""
    if condition is True:
        yield
    else:
        with T.If(condition), T.Then():
            yield


def loop(extent: Index) -> T.frame.ForFrame:
    """A loop that stays one."""
    return T.serial(0, extent)


def registers(name: str, count: int, dtype: str = "float32") -> Var:
    """`count` elements private to a thread."""
    return IRBuilder.name(name, T.alloc_buffer((count,), dtype, scope="local"))


def workgroup(name: str, count: int, dtype: str = "float32") -> Var:
    """`count` elements shared by a workgroup."""
    return IRBuilder.name(name, T.alloc_buffer((count,), dtype, scope="shared"))


def store(buffer: Var, indices: Sequence[Index], value: tirx.Expr) -> None:
    T.buffer_store(buffer, value, list(indices))


def load_four(target: Var, at: int, source: Var, indices: Sequence[Index]) -> None:
    """target[at : at + 4] = four elements in a row from `indices`, whose last one is a multiple of four."""
    with T.vectorized(0, 4) as lane:
        *outer, last = indices
        store(target, [at + lane], source[(*outer, last + lane)])


def four(buffer: Var, at: int, dtype: str | None = None) -> tirx.Expr:
    """buffer[at : at + 4] as a vector, converted if a type is given."""
    value = tirx.BufferLoad(buffer, [tirx.Ramp(tirx.const(at, "int32"), tirx.const(1, "int32"), 4)])
    return value if dtype is None or dtype == str(buffer.dtype) else value.astype(f"{dtype}x4")


def store_four(buffer: Var, at: int, value: tirx.Expr) -> None:
    """buffer[at : at + 4] = a vector."""
    store(buffer, [tirx.Ramp(tirx.const(at, "int32"), tirx.const(1, "int32"), 4)], value)


def dot_four(a: tirx.Expr, b: tirx.Expr) -> tirx.Expr:
    """WGSL's dot product of two float32 vectors of four."""
    return tirx.call_pure_extern("float32", "dot", a, b)


def barrier() -> None:
    """Written out, since TVM places none of its own under a branch of the host."""
    T.evaluate(tirx.call_intrin("int32", "tirx.tvm_storage_sync", "shared"))


def ceil_div(value: Index, by: int) -> Index:
    return -(-value // by) if isinstance(value, int) else tirx.ceildiv(value, by)


def zero() -> tirx.Expr:
    return tirx.const(0, "float32")
