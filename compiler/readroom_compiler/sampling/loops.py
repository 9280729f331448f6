"""One spelling of a kernel's outer loops for GPU threads and for a plain processor."""

from tvm import tirx
from tvm.script import tirx as T
from tvm.script.ir_builder.tirx.frame import ForFrame
from tvm.target import Target

from readroom_compiler.quantized import KERNEL

THREADS = 64
# For kernels with a thread per activation: TVM's web runtime must not be given 65,536 workgroups or more.
MANY_THREADS = 256


def on_gpu() -> bool:
    """Whether the target in scope has threads to bind."""
    return Target.current().kind.name != "llvm"


def groups(count: tirx.Expr, size: int = THREADS) -> ForFrame:
    """The loop over workgroups that cover `count` elements."""
    extent = tirx.ceildiv(count, tirx.const(size, "int64"))
    return T.thread_binding(extent, thread="blockIdx.x") if on_gpu() else T.serial(extent)


def threads(size: int = THREADS) -> ForFrame:
    """The loop over the threads of a workgroup."""
    extent = tirx.const(size, "int64")
    return T.thread_binding(extent, thread="threadIdx.x") if on_gpu() else T.serial(extent)


def attributes() -> dict[str, object]:
    """What every such PrimFunc carries: nothing is left for a scheduler to do."""
    return {"tirx.noalias": True, "tirx.is_scheduled": True, KERNEL: "spatial", "op_pattern": 8}
