"""Float16 numbers read by kernels that know no float16.

WGSL without the feature `shader-f16` cannot declare float16 arrays, yet the store keeps scales and norms as
float16. A library that computes in float32 therefore views such a parameter as uint32, two halves per word,
and widens each half by integer arithmetic.
"""

from tvm import te, tirx

# Exponent biases are 127 and 15, and a half has 10 bits of mantissa: value = mantissa * 2^(exponent - 25).
_SCALE_BIAS = 127 - 25


def widen_half(word: tirx.Expr, high: tirx.Expr) -> tirx.Expr:
    """The float32 value of one of the two halves of a uint32 word, exact for every finite half.

    The mantissa becomes an integer and then a float32, times a power of two: no branch, and no step where a
    subnormal half would be a subnormal float32, which GPUs may flush to zero.
    """

    def bits(value: int) -> tirx.Expr:
        return tirx.const(value, "uint32")

    half = word >> (high * bits(16))
    exponent = (half >> bits(10)) & bits(0x1F)
    implicit = tirx.min(exponent, bits(1))  # a subnormal half has no leading one, and exponent 1
    mantissa = (half & bits(0x3FF)) + (implicit << bits(10))
    power = (tirx.max(exponent, bits(1)) + bits(_SCALE_BIAS)) << bits(23)
    sign = (half << bits(16)) & bits(1 << 31)
    return mantissa.astype("float32") * tirx.reinterpret("float32", power | sign)


def read_float32(stored: te.Tensor, index: tirx.Expr) -> tirx.Expr:
    """Element `index` of a flat parameter as float32; uint32 words hold pairs of halves."""
    if stored.dtype == "uint32":
        return widen_half(stored[index // 2], (index % 2).astype("uint32"))
    return stored[index].astype("float32")
