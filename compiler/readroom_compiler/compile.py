"""From a configuration to a compiled library: model, passes, kernels."""

from collections.abc import Callable
from dataclasses import dataclass

import tvm
from tvm import relax
from tvm.ir import IRModule
from tvm.runtime.executable import Executable
from tvm.target import Target

from readroom_compiler.config import MAX_INVOCATIONS, LibraryConfig
from readroom_compiler.errors import CompilerError
from readroom_compiler.metadata import Parameter, attach_metadata
from readroom_compiler.model.build import build_llama
from readroom_compiler.pipeline import PASS_SETTINGS, library_pipeline
from readroom_compiler.requirements import planned_buffers
from readroom_compiler.schedule import kernel_pipeline
from readroom_compiler.wgsl import Kernel, kernels_of

# Every WebGPU device has 256 invocations. The 32 KiB that a workgroup may share are what web-llm asks an
# adapter for in any case; only TVM's attention needs more than the 16 KiB that are sure.
WEBGPU_TARGET = {
    "kind": "webgpu",
    "max_num_threads": MAX_INVOCATIONS,
    "max_shared_memory_per_block": 32_768,
    "host": {"kind": "llvm", "mtriple": "wasm32-unknown-unknown-wasm"},
}


@dataclass(frozen=True)
class CompiledLibrary:
    """An executable that is not linked yet, and what is known of it."""

    config: LibraryConfig
    executable: Executable
    parameters: list[Parameter]
    kernels: list[Kernel]
    planned: list[int]  # bytes of each planned buffer


def compile_for_webgpu(config: LibraryConfig, report: Callable[[str], None]) -> CompiledLibrary:
    """Compiles every function and kernel; `report` hears what begins."""
    if config.quantization == "q0f32":
        raise CompilerError("q0f32 is for the native tests; a library needs quantized weights.")
    target = Target(WEBGPU_TARGET)
    with target:
        report("building the model")
        mod, parameters = build_llama(config)
        mod = attach_metadata(mod, config, parameters)
        report("scheduling and compiling the kernels")
        planned: list[int] = []
        with tvm.transform.PassContext(config=PASS_SETTINGS):
            executable = relax.build(
                mod,
                target,
                relax_pipeline=_watched(config, target, planned),
                tir_pipeline=kernel_pipeline(target),
                system_lib=True,
            )
    return CompiledLibrary(config, executable, parameters, kernels_of(executable), planned)


def _watched(config: LibraryConfig, target: Target, planned: list[int]) -> tvm.transform.Pass:
    """The pipeline, noting the planned buffers of the lowered module as it goes by."""
    pipeline = library_pipeline(config, target)

    @tvm.transform.module_pass(opt_level=0, name="WatchPlannedBuffers")
    def watched(mod: IRModule, _context: tvm.transform.PassContext) -> IRModule:
        lowered = pipeline(mod)
        planned.extend(planned_buffers(lowered))
        return lowered

    return watched
