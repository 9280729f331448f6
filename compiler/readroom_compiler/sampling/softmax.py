"""Softmax of logits at a temperature."""

from tvm import relax, tirx
from tvm.script import tirx as T

from readroom_compiler.sampling.loops import THREADS, attributes, groups, threads

_LANES = 256
# web-llm passes 1e-6 for "always the likeliest"; smaller ones are taken as that.
_COLDEST = 1e-6
# exp(-80) is 2e-35 of the likeliest token's weight: treated as zero, so that no infinity is ever computed.
_NEGLIGIBLE = -80.0


def row_maxima(vocabulary: int, lanes: int) -> tirx.PrimFunc:
    """values [n, vocabulary] -> largest of each lane [n, lanes]; lane l sees columns l, l + lanes …"""
    steps = -(-vocabulary // lanes)

    @T.prim_func(s_tir=True, private=True)
    def softmax_maxima(a: T.handle, b: T.handle):
        T.func_attr(attributes())
        n = T.int64()
        values = T.match_buffer(a, (n, vocabulary), "float32")
        largest = T.match_buffer(b, (n, lanes), "float32")
        for group in groups(n * lanes):
            for thread in threads():
                with T.sblock("lane"):
                    at = T.axis.spatial(n * lanes, group * THREADS + thread)
                    T.where(group * THREADS + thread < n * lanes)
                    best = T.sblock_alloc_buffer((1,), "float32", scope="local")
                    best[0] = values[at // lanes, at % lanes]
                    for step in T.serial(1, steps):
                        if step * lanes + at % lanes < vocabulary:
                            best[0] = T.max(best[0], values[at // lanes, step * lanes + at % lanes])
                    largest[at // lanes, at % lanes] = best[0]

    return softmax_maxima


def weights(vocabulary: int) -> tirx.PrimFunc:
    """logits, temperature [n], largest [n, 1] -> exp((logit - largest) / temperature) [n, vocabulary]."""

    @T.prim_func(s_tir=True, private=True)
    def softmax_weights(a: T.handle, b: T.handle, c: T.handle, d: T.handle):
        T.func_attr(attributes())
        n = T.int64()
        logits = T.match_buffer(a, (n, vocabulary), "float32")
        temperature = T.match_buffer(b, (n,), "float32")
        largest = T.match_buffer(c, (n, 1), "float32")
        result = T.match_buffer(d, (n, vocabulary), "float32")
        for group in groups(n * vocabulary):
            for thread in threads():
                with T.sblock("weight"):
                    at = T.axis.spatial(n * vocabulary, group * THREADS + thread)
                    T.where(group * THREADS + thread < n * vocabulary)
                    below = T.sblock_alloc_buffer((1,), "float32", scope="local")
                    warmth = T.sblock_alloc_buffer((1,), "float32", scope="local")
                    warmth[0] = T.max(temperature[at // vocabulary], T.float32(_COLDEST))
                    below[0] = logits[at // vocabulary, at % vocabulary] - largest[at // vocabulary, 0]
                    if below[0] < T.float32(_NEGLIGIBLE) * warmth[0]:
                        result[at // vocabulary, at % vocabulary] = T.float32(0)
                    else:
                        result[at // vocabulary, at % vocabulary] = T.exp(below[0] / warmth[0])

    return softmax_weights


def row_sums(vocabulary: int, lanes: int) -> tirx.PrimFunc:
    """values [n, vocabulary] -> sum of each lane [n, lanes]."""
    steps = -(-vocabulary // lanes)

    @T.prim_func(s_tir=True, private=True)
    def softmax_sums(a: T.handle, b: T.handle):
        T.func_attr(attributes())
        n = T.int64()
        values = T.match_buffer(a, (n, vocabulary), "float32")
        sums = T.match_buffer(b, (n, lanes), "float32")
        for group in groups(n * lanes):
            for thread in threads():
                with T.sblock("lane"):
                    at = T.axis.spatial(n * lanes, group * THREADS + thread)
                    T.where(group * THREADS + thread < n * lanes)
                    total = T.sblock_alloc_buffer((1,), "float32", scope="local")
                    total[0] = T.float32(0)
                    for step in T.serial(0, steps):
                        if step * lanes + at % lanes < vocabulary:
                            total[0] = total[0] + values[at // lanes, step * lanes + at % lanes]
                    sums[at // lanes, at % lanes] = total[0]

    return softmax_sums


def shares(vocabulary: int) -> tirx.PrimFunc:
    """weights [n, vocabulary] and their sums [n, 1] -> probabilities [n, 1, vocabulary]."""

    @T.prim_func(s_tir=True, private=True)
    def softmax_shares(a: T.handle, b: T.handle, c: T.handle):
        T.func_attr(attributes())
        n = T.int64()
        values = T.match_buffer(a, (n, vocabulary), "float32")
        sums = T.match_buffer(b, (n, 1), "float32")
        result = T.match_buffer(c, (n, 1, vocabulary), "float32")
        for group in groups(n * vocabulary):
            for thread in threads():
                with T.sblock("share"):
                    at = T.axis.spatial(n * vocabulary, group * THREADS + thread)
                    T.where(group * THREADS + thread < n * vocabulary)
                    result[at // vocabulary, 0, at % vocabulary] = (
                        values[at // vocabulary, at % vocabulary] / sums[at // vocabulary, 0]
                    )

    return softmax_shares


def add_softmax(builder: relax.BlockBuilder, vocabulary: int) -> None:
    """`softmax_with_temperature`(logits [n, 1, vocabulary], temperature [n]) -> [n, 1, vocabulary]."""
    n = tirx.Var("batch_size", "int64")
    logits = relax.Var("logits", relax.TensorType((n, 1, vocabulary), "float32"))
    temperature = relax.Var("temperature", relax.TensorType((n,), "float32"))
    lanes = min(_LANES, vocabulary)

    def call(kernel: tirx.PrimFunc, name: str, inputs: list[relax.Expr], *shape: int) -> relax.Var:
        function = builder.add_func(kernel, name)
        return builder.emit(relax.call_tir(function, inputs, out_ty=relax.TensorType((n, *shape), "float32")))

    with builder.function("softmax_with_temperature", [logits, temperature]):
        with builder.dataflow():
            rows = builder.emit(relax.op.reshape(logits, (n, vocabulary)))
            maxima = call(row_maxima(vocabulary, lanes), "softmax_maxima", [rows], lanes)
            largest = call(row_maxima(lanes, 1), "softmax_maxima", [maxima], 1)
            raised = call(weights(vocabulary), "softmax_weights", [rows, temperature, largest], vocabulary)
            partial = call(row_sums(vocabulary, lanes), "softmax_sums", [raised], lanes)
            total = call(row_sums(lanes, 1), "softmax_sums", [partial], 1)
            result = call(shares(vocabulary), "softmax_shares", [raised, total], 1, vocabulary)
            result = builder.emit_output(result)
        builder.emit_func_output(result)
