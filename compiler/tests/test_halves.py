"""Float16 numbers are widened exactly by integer arithmetic."""

import numpy as np
import tvm
from native import tensor
from tvm import te

from readroom_compiler.halves import read_float32


def test_every_finite_half_is_widened_to_the_very_same_number() -> None:
    bits = np.arange(1 << 16, dtype=np.uint16)
    halves = bits.view(np.float16)
    bits, halves = bits[np.isfinite(halves)], halves[np.isfinite(halves)]
    words = te.placeholder((bits.size // 2,), "uint32", name="words")
    widened = te.compute((bits.size,), lambda i: read_float32(words, i), name="widened")
    function = tvm.compile(te.create_prim_func([words, widened]), target="llvm")
    result = tensor(np.zeros(bits.size, "float32"))
    function(tensor(bits.view(np.uint32)), result)
    # Compared as bits, so that minus zero counts too.
    assert np.array_equal(result.numpy().view(np.uint32), halves.astype(np.float32).view(np.uint32))
