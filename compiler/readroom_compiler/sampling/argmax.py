"""The greedy token of each position: the largest logit, the lowest id among equals.

A row of which nothing can be compared (not-a-number throughout) gives NO_TOKEN: never a token that looks chosen.
"""

from tvm import relax, tirx
from tvm.relax.frontend.nn import Tensor
from tvm.script import tirx as T

from readroom_compiler.sampling.loops import THREADS, attributes, groups, threads

NO_TOKEN = -1
_LOWEST = -3.4028234663852886e38
# 1024 lanes keep a large GPU busy on one row; folding them by 32 leaves two short launches.
_LANES = (1024, 32, 1)


def first_fold(vocabulary: int, lanes: int) -> tirx.PrimFunc:
    """logits [n, vocabulary] -> largest value and its id per lane [n, lanes]; lane l sees l, l + lanes …"""
    steps = -(-vocabulary // lanes)

    @T.prim_func(s_tir=True, private=True)
    def argmax_first(a: T.handle, b: T.handle, c: T.handle):
        T.func_attr(attributes())
        n = T.int64()
        logits = T.match_buffer(a, (n, vocabulary), "float32")
        values = T.match_buffer(b, (n, lanes), "float32")
        ids = T.match_buffer(c, (n, lanes), "int32")
        for group in groups(n * lanes):
            for thread in threads():
                with T.sblock("lane"):
                    at = T.axis.spatial(n * lanes, group * THREADS + thread)
                    T.where(group * THREADS + thread < n * lanes)
                    value = T.sblock_alloc_buffer((1,), "float32", scope="local")
                    best = T.sblock_alloc_buffer((1,), "int32", scope="local")
                    value[0] = T.float32(_LOWEST)
                    best[0] = NO_TOKEN
                    for step in T.serial(steps):
                        # Nested: `and` would read beyond the row where it is not evaluated lazily.
                        if step * lanes + at % lanes < vocabulary:  # noqa: SIM102
                            if logits[at // lanes, step * lanes + at % lanes] > value[0] or (
                                best[0] < 0 and logits[at // lanes, step * lanes + at % lanes] == value[0]
                            ):
                                value[0] = logits[at // lanes, step * lanes + at % lanes]
                                best[0] = T.Cast("int32", step * lanes + at % lanes)
                    values[at // lanes, at % lanes] = value[0]
                    ids[at // lanes, at % lanes] = best[0]

    return argmax_first


def next_fold(width: int, lanes: int) -> tirx.PrimFunc:
    """Values and ids [n, width] -> the best of each lane [n, lanes]; lanes divide width."""
    steps = width // lanes

    @T.prim_func(s_tir=True, private=True)
    def argmax_next(a: T.handle, b: T.handle, c: T.handle, d: T.handle):
        T.func_attr(attributes())
        n = T.int64()
        values = T.match_buffer(a, (n, width), "float32")
        ids = T.match_buffer(b, (n, width), "int32")
        best_values = T.match_buffer(c, (n, lanes), "float32")
        best_ids = T.match_buffer(d, (n, lanes), "int32")
        for group in groups(n * lanes):
            for thread in threads():
                with T.sblock("lane"):
                    at = T.axis.spatial(n * lanes, group * THREADS + thread)
                    T.where(group * THREADS + thread < n * lanes)
                    value = T.sblock_alloc_buffer((1,), "float32", scope="local")
                    best = T.sblock_alloc_buffer((1,), "int32", scope="local")
                    value[0] = values[at // lanes, at % lanes]
                    best[0] = ids[at // lanes, at % lanes]
                    for step in T.serial(1, steps):
                        if values[at // lanes, step * lanes + at % lanes] > value[0] or (
                            values[at // lanes, step * lanes + at % lanes] == value[0]
                            and ids[at // lanes, step * lanes + at % lanes] < best[0]
                        ):
                            value[0] = values[at // lanes, step * lanes + at % lanes]
                            best[0] = ids[at // lanes, step * lanes + at % lanes]
                    best_values[at // lanes, at % lanes] = value[0]
                    best_ids[at // lanes, at % lanes] = best[0]

    return argmax_next


def argmax(logits: Tensor) -> Tensor:
    """float32 [1, n, vocabulary] -> int32 [n]."""
    builder = relax.BlockBuilder.current()
    n, vocabulary = logits.shape[1], int(logits.shape[2])
    lanes = [count for count in _LANES if count == 1 or count < vocabulary]

    def pair(width: int) -> list[relax.TensorType]:
        return [relax.TensorType((n, width), "float32"), relax.TensorType((n, width), "int32")]

    rows = builder.emit(relax.op.reshape(logits._expr, (n, vocabulary)))  # noqa: SLF001
    kernel = builder.add_func(first_fold(vocabulary, lanes[0]), "argmax_first")
    best = builder.emit(relax.call_tir(kernel, [rows], out_ty=pair(lanes[0])))
    for width, narrower in zip(lanes, lanes[1:], strict=False):
        kernel = builder.add_func(next_fold(width, narrower), "argmax_next")
        best = builder.emit(relax.call_tir(kernel, [best[0], best[1]], out_ty=pair(narrower)))
    return Tensor(_expr=builder.emit(relax.op.reshape(best[1], (n,))))
