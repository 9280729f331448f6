"""Probabilities from the largest down: a merge sort without barriers.

Each stage merges neighbouring sorted runs into runs twice as long. One thread owns one element and finds
where it goes by a binary search in the neighbouring run, so a vocabulary of 49,152 takes 16 short launches
and any size will do. Equal probabilities keep the order of their ids.
"""

from tvm import relax, tirx
from tvm.script import tirx as T

from readroom_compiler.sampling.loops import THREADS, attributes, groups, threads


def merge_stage(vocabulary: int) -> tirx.PrimFunc:
    """Runs of `width` in values and ids [n, vocabulary] -> runs of 2 * width; one kernel for all widths."""
    probes = vocabulary.bit_length()  # halvings until at most one place is left in 0 … width

    @T.prim_func(s_tir=True, private=True)
    def sort_merge(a: T.handle, b: T.handle, width: T.int64, c: T.handle, d: T.handle):
        T.func_attr(attributes())
        n = T.int64()
        values = T.match_buffer(a, (n, vocabulary), "float32")
        ids = T.match_buffer(b, (n, vocabulary), "int32")
        merged_values = T.match_buffer(c, (n, vocabulary), "float32")
        merged_ids = T.match_buffer(d, (n, vocabulary), "int32")
        for group in groups(n * vocabulary):
            for thread in threads():
                with T.sblock("element"):
                    at = T.axis.spatial(n * vocabulary, group * THREADS + thread)
                    T.where(group * THREADS + thread < n * vocabulary)
                    low = T.sblock_alloc_buffer((1,), "int32", scope="local")
                    high = T.sblock_alloc_buffer((1,), "int32", scope="local")
                    start = T.sblock_alloc_buffer((1,), "int32", scope="local")
                    middle = T.sblock_alloc_buffer((1,), "int32", scope="local")
                    run = T.sblock_alloc_buffer((1,), "int32", scope="local")
                    run[0] = T.Cast("int32", at % vocabulary // width)
                    # The other run of the pair, which may be short or missing at the end of the row.
                    start[0] = (run[0] + 1 - 2 * (run[0] % 2)) * T.Cast("int32", width)
                    low[0] = 0
                    high[0] = T.max(T.min(vocabulary - start[0], T.Cast("int32", width)), 0)
                    for _probe in T.serial(probes):
                        if low[0] < high[0]:
                            middle[0] = (low[0] + high[0]) // 2
                            if values[at // vocabulary, start[0] + middle[0]] > values[
                                at // vocabulary, at % vocabulary
                            ] or (
                                run[0] % 2 == 1
                                and values[at // vocabulary, start[0] + middle[0]]
                                == values[at // vocabulary, at % vocabulary]
                            ):
                                low[0] = middle[0] + 1
                            else:
                                high[0] = middle[0]
                    # Before this element come those of its own run, and `low` of the other.
                    start[0] = T.Cast("int32", at % vocabulary - width * (run[0] % 2)) + low[0]
                    merged_values[at // vocabulary, start[0]] = values[at // vocabulary, at % vocabulary]
                    merged_ids[at // vocabulary, start[0]] = ids[at // vocabulary, at % vocabulary]

    return sort_merge


def column_numbers(vocabulary: int) -> tirx.PrimFunc:
    """-> int32 [n, vocabulary], each row 0 … vocabulary - 1."""

    @T.prim_func(s_tir=True, private=True)
    def sort_ids(a: T.handle):
        T.func_attr(attributes())
        n = T.int64()
        ids = T.match_buffer(a, (n, vocabulary), "int32")
        for group in groups(n * vocabulary):
            for thread in threads():
                with T.sblock("element"):
                    at = T.axis.spatial(n * vocabulary, group * THREADS + thread)
                    T.where(group * THREADS + thread < n * vocabulary)
                    ids[at // vocabulary, at % vocabulary] = T.Cast("int32", at % vocabulary)

    return sort_ids


def add_argsort(builder: relax.BlockBuilder, vocabulary: int) -> None:
    """`argsort_probs`(probs [n, vocabulary]) -> (sorted [n, vocabulary], their ids int32 [n, vocabulary])."""
    n = tirx.Var("batch_size", "int64")
    probabilities = relax.Var("probs", relax.TensorType((n, vocabulary), "float32"))
    values_type = relax.TensorType((n, vocabulary), "float32")
    ids_type = relax.TensorType((n, vocabulary), "int32")
    with builder.function("argsort_probs", [probabilities]):
        with builder.dataflow():
            kernel = builder.add_func(column_numbers(vocabulary), "sort_ids")
            ids = builder.emit(relax.call_tir(kernel, [], out_ty=ids_type))
            values = probabilities
            kernel = builder.add_func(merge_stage(vocabulary), "sort_merge")
            width = 1
            while width < vocabulary:
                pair = builder.emit(
                    relax.call_tir(
                        kernel,
                        [values, ids, relax.prim_value(width)],
                        out_ty=[values_type, ids_type],
                    )
                )
                values, ids = builder.emit(pair[0]), builder.emit(pair[1])
                width *= 2
            result = builder.emit_output(relax.Tuple([values, ids]))
        builder.emit_func_output(result)
