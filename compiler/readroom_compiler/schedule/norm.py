"""Root mean square normalization: a workgroup per token, one barrier."""

from __future__ import annotations

from tvm import tirx
from tvm.ir import Var

from readroom_compiler.halves import read_float32
from readroom_compiler.schedule.builder import (
    barrier,
    ceil_div,
    launch,
    loop,
    registers,
    store,
    when,
    workgroup,
    zero,
)

THREADS = 64


def write_norm(x: Var, weight: Var, result: Var, epsilon: float) -> None:
    """result = x / sqrt(mean(x²) + epsilon) * weight; x float32 [1, n, size]."""
    count, size = x.ty.shape[1], int(x.ty.shape[2])
    with launch(count, 1, THREADS) as (token, _, tx):
        squares, shared = registers("squares", 1), workgroup("partial", THREADS)
        store(squares, [0], zero())
        with loop(ceil_div(size, THREADS)) as step:
            at = step * THREADS + tx
            with when(True if size % THREADS == 0 else at < size):
                store(squares, [0], squares[0] + x[0, token, at] * x[0, token, at])
        store(shared, [tx], squares[0])
        barrier()
        # Every thread adds up all the parts for itself: 64 loads of shared memory, and no second barrier.
        store(squares, [0], zero())
        with loop(THREADS) as part:
            store(squares, [0], squares[0] + shared[part])
        mean = squares[0] * tirx.const(1.0 / size, "float32")
        store(squares, [0], tirx.rsqrt(mean + tirx.const(epsilon, "float32")))
        with loop(ceil_div(size, THREADS)) as step:
            at = step * THREADS + tx
            with when(True if size % THREADS == 0 else at < size):
                value = x[0, token, at] * squares[0] * read_float32(weight, at)
                store(result, [0, token, at], value.astype(str(result.dtype)))
