"""Nucleus sampling (Holtzman et al. 2020) from sorted probabilities.

The nucleus is the shortest head of the sorted row that holds at least top_p. With S the mass of the nucleus
and u uniform in [0, 1), the token drawn is the first whose running sum exceeds u * S.
"""

from tvm import relax, tirx
from tvm.script import tirx as T

from readroom_compiler.sampling.loops import THREADS, attributes, groups, threads

_CHUNK = 256


def chunk_sums(vocabulary: int, chunks: int) -> tirx.PrimFunc:
    """sorted [n, vocabulary] -> sums of consecutive chunks [n, chunks]."""

    @T.prim_func(s_tir=True, private=True)
    def top_p_sums(a: T.handle, b: T.handle):
        T.func_attr(attributes())
        n = T.int64()
        values = T.match_buffer(a, (n, vocabulary), "float32")
        sums = T.match_buffer(b, (n, chunks), "float32")
        for group in groups(n * chunks):
            for thread in threads():
                with T.sblock("chunk"):
                    at = T.axis.spatial(n * chunks, group * THREADS + thread)
                    T.where(group * THREADS + thread < n * chunks)
                    total = T.sblock_alloc_buffer((1,), "float32", scope="local")
                    total[0] = T.float32(0)
                    for k in T.serial(_CHUNK):
                        if at % chunks * _CHUNK + k < vocabulary:
                            total[0] = total[0] + values[at // chunks, at % chunks * _CHUNK + k]
                    sums[at // chunks, at % chunks] = total[0]

    return top_p_sums


def draw(vocabulary: int, chunks: int) -> tirx.PrimFunc:
    """One thread per sample: the nucleus' size and mass, then the token; by chunks, then within one."""

    @T.prim_func(s_tir=True, private=True)
    def top_p_draw(a: T.handle, b: T.handle, c: T.handle, d: T.handle, e: T.handle, f: T.handle, g: T.handle):
        T.func_attr(attributes())
        n, rows = T.int64(), T.int64()
        values = T.match_buffer(a, (rows, vocabulary), "float32")
        ids = T.match_buffer(b, (rows, vocabulary), "int32")
        sums = T.match_buffer(c, (rows, chunks), "float32")
        uniform = T.match_buffer(d, (n,), "float32")
        row_of = T.match_buffer(e, (n,), "int32")
        top_p = T.match_buffer(f, (rows,), "float32")
        drawn = T.match_buffer(g, (n,), "int32")
        for group in groups(n):
            for thread in threads():
                with T.sblock("sample"):
                    at = T.axis.spatial(n, group * THREADS + thread)
                    T.where(group * THREADS + thread < n)
                    row = T.sblock_alloc_buffer((1,), "int32", scope="local")
                    wanted = T.sblock_alloc_buffer((1,), "float32", scope="local")
                    mass = T.sblock_alloc_buffer((1,), "float32", scope="local")
                    kept = T.sblock_alloc_buffer((1,), "int32", scope="local")
                    found = T.sblock_alloc_buffer((1,), "int32", scope="local")
                    searching = T.sblock_alloc_buffer((1,), "int32", scope="local")
                    first = T.sblock_alloc_buffer((1,), "int32", scope="local")
                    row[0] = row_of[at]
                    # Rounding may let a running sum reach 1 early: at top_p = 1 nothing is cut off.
                    wanted[0] = T.Select(top_p[row[0]] < T.float32(1), top_p[row[0]], T.float32(2))
                    # The nucleus: whole chunks while they do not reach `wanted`, then tokens.
                    mass[0] = T.float32(0)
                    first[0] = 0
                    searching[0] = 1
                    for k in T.serial(chunks):
                        if searching[0] == 1:
                            if mass[0] + sums[row[0], k] < wanted[0]:
                                mass[0] = mass[0] + sums[row[0], k]
                                first[0] = T.Cast("int32", (k + 1) * _CHUNK)
                            else:
                                searching[0] = 0
                    kept[0] = T.min(first[0], vocabulary)
                    for k in T.serial(_CHUNK):
                        if first[0] + k < vocabulary and mass[0] < wanted[0]:
                            mass[0] = mass[0] + values[row[0], first[0] + k]
                            kept[0] = first[0] + k + 1
                    # The token: the same walk up to u * mass.
                    wanted[0] = uniform[at] * mass[0]
                    mass[0] = T.float32(0)
                    first[0] = 0
                    searching[0] = 1
                    for k in T.serial(chunks):
                        if searching[0] == 1:
                            if mass[0] + sums[row[0], k] <= wanted[0]:
                                mass[0] = mass[0] + sums[row[0], k]
                                first[0] = T.Cast("int32", (k + 1) * _CHUNK)
                            else:
                                searching[0] = 0
                    found[0] = first[0]
                    for k in T.serial(_CHUNK):
                        if first[0] + k < vocabulary:
                            mass[0] = mass[0] + values[row[0], first[0] + k]
                            if mass[0] <= wanted[0]:
                                found[0] = first[0] + k + 1
                    drawn[at] = ids[row[0], T.max(T.min(found[0], kept[0] - 1), 0)]

    return top_p_draw


def add_top_p(builder: relax.BlockBuilder, vocabulary: int) -> None:
    """`sample_with_top_p`(sorted_probs, sorted_indices [rows, vocabulary], uniform_samples [n],
    sample_indices int32 [n] (the row of each sample), top_p [rows]) -> int32 [n].
    """
    rows, n = tirx.Var("batch_size", "int64"), tirx.Var("num_samples", "int64")
    chunks = -(-vocabulary // _CHUNK)
    values = relax.Var("sorted_probs", relax.TensorType((rows, vocabulary), "float32"))
    ids = relax.Var("sorted_indices", relax.TensorType((rows, vocabulary), "int32"))
    uniform = relax.Var("uniform_samples", relax.TensorType((n,), "float32"))
    row_of = relax.Var("sample_indices", relax.TensorType((n,), "int32"))
    top_p = relax.Var("top_p", relax.TensorType((rows,), "float32"))
    with builder.function("sample_with_top_p", [values, ids, uniform, row_of, top_p]):
        with builder.dataflow():
            kernel = builder.add_func(chunk_sums(vocabulary, chunks), "top_p_sums")
            sums = builder.emit(
                relax.call_tir(kernel, [values], out_ty=relax.TensorType((rows, chunks), "float32"))
            )
            kernel = builder.add_func(draw(vocabulary, chunks), "top_p_draw")
            inputs = [values, ids, sums, uniform, row_of, top_p]
            result = builder.emit(relax.call_tir(kernel, inputs, out_ty=relax.TensorType((n,), "int32")))
            result = builder.emit_output(result)
        builder.emit_func_output(result)
