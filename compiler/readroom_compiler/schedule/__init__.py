"""How the model's kernels run on a GPU."""

import tvm
from tvm.s_tir import dlight
from tvm.target import Target

from readroom_compiler.config import LibraryConfig
from readroom_compiler.schedule.passes import use_our_kernels
from readroom_compiler.schedule.vector_loads import register_webgpu_pipeline


def kernel_pipeline(target: Target) -> str:
    """The name of TVM's lowering pipeline for kernels of this target, for `relax.build(tir_pipeline=...)`."""
    return register_webgpu_pipeline() if target.kind.name == "webgpu" else "default"


def gpu_passes(_target: Target, _config: LibraryConfig) -> list[tvm.transform.Pass]:
    """Passes after which every kernel has its threads."""
    return [use_our_kernels, default_schedules()]


def default_schedules(matmul: bool = True) -> tvm.transform.Pass:
    """TVM's own rules, for kernels that are none of ours."""
    gpu = dlight.gpu
    rules = [gpu.GEMV(), gpu.Reduction(), gpu.GeneralReduction(), gpu.Fallback()]
    return dlight.ApplyDefaultSchedule(*([gpu.Matmul()] if matmul else []), *rules)
