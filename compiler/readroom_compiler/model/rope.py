"""The rotary position embedding (Su et al. 2021), exact enough on any GPU.

WGSL promises little of `pow`, `sin` and `cos`: an error of 2^-11 up to pi, and nothing beyond, while angles
reach the length of the prompt. So frequencies are constants of the kernel, angles are reduced in parts, and
sine and cosine are polynomials.
"""

import math

import numpy as np
from tvm import tirx
from tvm.script import tirx as T

from readroom_compiler.config import Architecture
from readroom_compiler.sampling.loops import MANY_THREADS, attributes, groups, threads

# pi / 2 in three parts: a whole number below 2^16 times either of the first two is exact in float32, which
# covers angles up to 102,943.
_QUARTER_HIGH = 201 / 128
_QUARTER_MIDDLE = math.floor((math.pi / 2 - _QUARTER_HIGH) * 2**19) / 2**19
_QUARTER_LOW = math.pi / 2 - _QUARTER_HIGH - _QUARTER_MIDDLE


def rope_frequencies(shape: Architecture) -> list[float]:
    """Radians per position of each pair, [head_dim / 2], in float32 as transformers has them.

    IMPORTANT: no power of a NumPy array: its last bits depend on the processor, and with them the library's bytes.
    """
    exponents = np.arange(0, shape.head_dim, 2).astype(np.float32) / np.float32(shape.head_dim)
    powers = [np.float32(float(shape.rope_theta) ** float(exponent)) for exponent in exponents]
    plain = np.array([np.float32(1) / power for power in powers], np.float32)
    scaling = shape.rope_scaling
    if scaling is None:
        return [float(f) for f in plain]
    # Llama 3.1: long waves are stretched by `factor`, short ones left, and those between are blended.
    result = []
    for frequency in plain.astype(np.float64):
        turns = scaling.original_max_position_embeddings * frequency / (2 * math.pi)
        spread = scaling.high_freq_factor - scaling.low_freq_factor
        blend = min(max((turns - scaling.low_freq_factor) / spread, 0.0), 1.0)
        result.append(float(np.float32(frequency * (blend + (1 - blend) / scaling.factor))))
    return result


def choose(values: list[float], index: tirx.Expr) -> tirx.Expr:
    """values[index] without an array: a tree of selects."""
    if len(values) == 1:
        return tirx.const(values[0], "float32")
    half = len(values) // 2
    return tirx.Select(index < half, choose(values[:half], index), choose(values[half:], index - half))


def reduced(angle: tirx.Expr, quarters: tirx.Expr) -> tirx.Expr:
    """angle - quarters * pi / 2, within a pi / 4 of zero."""
    for part in (_QUARTER_HIGH, _QUARTER_MIDDLE, _QUARTER_LOW):
        angle = angle - quarters * tirx.const(part, "float32")
    return angle


def _polynomial(square: tirx.Expr, degrees: range) -> tirx.Expr:
    """The Taylor series of sine (odd degrees) or cosine (even) over x to the lowest degree, of x²."""
    total = None
    for degree in reversed(degrees):
        term = tirx.const((-1.0) ** (degree // 2) / math.factorial(degree), "float32")
        total = term if total is None else total * square + term
    assert total is not None
    return total


def sine_near_zero(x: tirx.Expr) -> tirx.Expr:
    """For |x| <= pi / 4; the first term left out is below 2e-9."""
    return x * _polynomial(x * x, range(1, 10, 2))


def cosine_near_zero(x: tirx.Expr) -> tirx.Expr:
    """For |x| <= pi / 4; the first term left out is below 3e-10."""
    return _polynomial(x * x, range(0, 11, 2))


def split_rotary(shape: Architecture, dtype: str) -> tirx.PrimFunc:
    """qkv [n, heads + 2 * shared, head_dim], positions int32 [n] -> rotated q and k, and v.

    One thread turns one pair (i, i + head_dim / 2). The cache passes apply_rope = 0 where positions do not
    count.
    """
    heads, shared, width = shape.attention_heads, shape.key_value_heads, shape.head_dim
    pairs, every = width // 2, heads + 2 * shared
    frequencies = rope_frequencies(shape)

    @T.prim_func(s_tir=True)
    def fused_rope(a: T.handle, b: T.handle, c: T.handle, d: T.handle, e: T.handle, apply_rope: T.int64):
        T.func_attr(attributes())
        n, offset = T.int64(), T.int64()
        qkv = T.match_buffer(a, (n, every, width), dtype)
        positions = T.match_buffer(b, (n,), "int32", elem_offset=offset)
        query = T.match_buffer(c, (n, heads, width), dtype)
        key = T.match_buffer(d, (n, shared, width), dtype)
        value = T.match_buffer(e, (n, shared, width), dtype)
        for group in groups(n * every * pairs, MANY_THREADS):
            for thread in threads(MANY_THREADS):
                with T.sblock("pair"):
                    at = T.axis.spatial(n * every * pairs, group * MANY_THREADS + thread)
                    T.where(group * MANY_THREADS + thread < n * every * pairs)
                    angle = T.sblock_alloc_buffer((1,), "float32", scope="local")
                    quarters = T.sblock_alloc_buffer((1,), "float32", scope="local")
                    turn = T.sblock_alloc_buffer((1,), "int32", scope="local")
                    unit = T.sblock_alloc_buffer((2,), "float32", scope="local")  # cosine, sine
                    pair = T.sblock_alloc_buffer((2,), "float32", scope="local")
                    pair[0] = T.Cast("float32", qkv[at // pairs // every, at // pairs % every, at % pairs])
                    pair[1] = T.Cast(
                        "float32", qkv[at // pairs // every, at // pairs % every, at % pairs + pairs]
                    )
                    if at // pairs % every < heads + shared and apply_rope > 0:
                        angle[0] = T.Cast("float32", positions[at // pairs // every]) * choose(
                            frequencies, at % pairs
                        )
                        quarters[0] = T.floor(angle[0] * T.float32(2 / math.pi) + T.float32(0.5))
                        turn[0] = T.Cast("int32", quarters[0]) % 4
                        angle[0] = reduced(angle[0], quarters[0])
                        unit[0] = cosine_near_zero(angle[0])
                        unit[1] = sine_near_zero(angle[0])
                        # A quarter turn: (cosine, sine) becomes (-sine, cosine).
                        if turn[0] % 2 == 1:
                            angle[0] = unit[0]
                            unit[0] = T.float32(0) - unit[1]
                            unit[1] = angle[0]
                        if turn[0] >= 2:
                            unit[0] = T.float32(0) - unit[0]
                            unit[1] = T.float32(0) - unit[1]
                        angle[0] = pair[0] * unit[0] - pair[1] * unit[1]
                        pair[1] = pair[1] * unit[0] + pair[0] * unit[1]
                        pair[0] = angle[0]
                    if at // pairs % every < heads:
                        query[at // pairs // every, at // pairs % every, at % pairs] = T.Cast(dtype, pair[0])
                        query[at // pairs // every, at // pairs % every, at % pairs + pairs] = T.Cast(
                            dtype, pair[1]
                        )
                    else:
                        if at // pairs % every < heads + shared:
                            key[at // pairs // every, at // pairs % every - heads, at % pairs] = T.Cast(
                                dtype, pair[0]
                            )
                            key[at // pairs // every, at // pairs % every - heads, at % pairs + pairs] = (
                                T.Cast(dtype, pair[1])
                            )
                        else:
                            value[at // pairs // every, at // pairs % every - heads - shared, at % pairs] = (
                                T.Cast(dtype, pair[0])
                            )
                            value[
                                at // pairs // every, at // pairs % every - heads - shared, at % pairs + pairs
                            ] = T.Cast(dtype, pair[1])

    return fused_rope
