"""Float constants that reach WGSL unrounded.

TVM's WebGPU code generator writes float constants with seven digits, of which float32 needs up to nine:
201/128 arrives as 1.570312. A constant that seven digits do not hold is therefore written as its bits.
"""

import numpy as np
import tvm
import tvm_ffi
from tvm import tirx


def survives_seven_digits(value: float) -> bool:
    """Whether the code generator's text gives the same float32 back."""
    return np.float32(f"{value:.6e}") == np.float32(value)


def as_bits(constant: tirx.FloatImm) -> tirx.Expr:
    """The constant by its bits where digits would change it."""
    value = float(constant.value)
    if (
        str(constant.ty.dtype) != "float32"
        or not np.isfinite(np.float32(value))
        or survives_seven_digits(value)
    ):
        return constant
    bits = int(np.float32(value).view(np.uint32))
    return tirx.reinterpret("float32", tirx.const(bits, "uint32"))


@tvm.transform.module_pass(opt_level=0, name="readroom_exact_constants")
def exact_constants(module: tvm.IRModule, _context: tvm.transform.PassContext) -> tvm.IRModule:
    """Rewrites the constants of every kernel."""
    for variable, function in list(module.functions.items()):
        if isinstance(function, tirx.PrimFunc):
            body = tvm_ffi.structural_map(function.body, (tirx.FloatImm, as_bits))
            module[variable] = function.with_body(body)
    return module
