"""Two parts of attention made into one, free of races.

TVM's own kernel lets every thread of a head read that head's old log-sum and write the new one with no
barrier between: where a head has more threads than the GPU runs in lockstep (head_dim / 4 against 4 to 32),
later threads read what earlier ones have already written.
"""

import tvm
from tvm import tirx
from tvm.script import tirx as T

from readroom_compiler.config import Architecture
from readroom_compiler.sampling.loops import MANY_THREADS, attributes, groups, threads

# What the cache calls its own kernel, on a GPU and on a processor.
MERGE_NAMES = ("tir_attention_merge_state", "merge_state_inplace_cpu")


def merge_states(shape: Architecture, dtype: str) -> tirx.PrimFunc:
    """(v [n, heads, head_dim], s float32 [n, heads]) and the same of another part -> both merged, in place.

    s is log2 of the sum of exponentials that v was divided by. Two kernels in a row: the first reads the old
    s for every element of v, the second writes the new one.
    """
    heads, width = shape.attention_heads, shape.head_dim

    @T.prim_func(s_tir=True)
    def merge_states(a: T.handle, b: T.handle, c: T.handle, d: T.handle):
        T.func_attr(attributes())
        n = T.int32()
        v = T.match_buffer(a, (n, heads, width), dtype)
        s = T.match_buffer(b, (n, heads), "float32")
        v_other = T.match_buffer(c, (n, heads, width), dtype)
        s_other = T.match_buffer(d, (n, heads), "float32")
        for group in groups(T.Cast("int64", n) * heads * width, MANY_THREADS):
            for thread in threads(MANY_THREADS):
                with T.sblock("weighted"):
                    at = T.axis.spatial(T.Cast("int64", n) * heads * width, group * MANY_THREADS + thread)
                    T.where(group * MANY_THREADS + thread < T.Cast("int64", n) * heads * width)
                    most = T.sblock_alloc_buffer((1,), "float32", scope="local")
                    weight = T.sblock_alloc_buffer((2,), "float32", scope="local")
                    # Neither weight overflows: WGSL promises nothing of an infinity.
                    most[0] = T.max(
                        s[at // width // heads, at // width % heads],
                        s_other[at // width // heads, at // width % heads],
                    )
                    weight[0] = T.exp2(s[at // width // heads, at // width % heads] - most[0])
                    weight[1] = T.exp2(s_other[at // width // heads, at // width % heads] - most[0])
                    v[at // width // heads, at // width % heads, at % width] = T.Cast(
                        dtype,
                        (
                            T.Cast("float32", v[at // width // heads, at // width % heads, at % width])
                            * weight[0]
                            + T.Cast(
                                "float32", v_other[at // width // heads, at // width % heads, at % width]
                            )
                            * weight[1]
                        )
                        / (weight[0] + weight[1]),
                    )
        for group in groups(T.Cast("int64", n) * heads, MANY_THREADS):
            for thread in threads(MANY_THREADS):
                with T.sblock("summed"):
                    at = T.axis.spatial(T.Cast("int64", n) * heads, group * MANY_THREADS + thread)
                    T.where(group * MANY_THREADS + thread < T.Cast("int64", n) * heads)
                    most = T.sblock_alloc_buffer((1,), "float32", scope="local")
                    most[0] = T.max(s[at // heads, at % heads], s_other[at // heads, at % heads])
                    s[at // heads, at % heads] = most[0] + T.log2(
                        T.exp2(s[at // heads, at % heads] - most[0])
                        + T.exp2(s_other[at // heads, at % heads] - most[0])
                    )

    return merge_states


def replace_merge(module: tvm.ir.IRModule, shape: Architecture, dtype: str) -> None:
    """Puts the kernel in the place of the cache's own; a cache that calls it otherwise is an error."""
    found = [variable for variable in module.get_global_vars() if variable.name_hint in MERGE_NAMES]
    if len(found) != 1:
        raise ValueError(f"the cache has {len(found)} kernels of the names {', '.join(MERGE_NAMES)}")
    name = found[0].name_hint
    module.update_func(found[0], merge_states(shape, dtype).with_attr("global_symbol", name))
