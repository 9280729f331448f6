"""From the module of `build_llama` to something that `relax.build` can finish, for webgpu and for llvm.

web-llm's Python-free runtime and TVM's native one take the same functions, so the passes differ only where
kernels meet the machine: GPU schedules and 32-bit indices on webgpu, nothing on llvm.
"""

import tvm
from tvm import relax, tirx
from tvm.target import Target

from readroom_compiler.config import LibraryConfig
from readroom_compiler.schedule import gpu_passes, kernel_pipeline
from readroom_compiler.shape_order import shape_order

Pass = tvm.transform.Pass


def is_gpu(target: Target) -> bool:
    """Whether kernels need threads."""
    return target.kind.name != "llvm"


def kernel_passes(target: Target, config: LibraryConfig) -> list[Pass]:
    """Relax operators to PrimFuncs, and those to what the target runs."""
    passes: list[Pass] = [
        tirx.transform.BindTarget(target),
        relax.transform.LegalizeOps(),
        relax.transform.AnnotateTIROpPattern(),
        relax.transform.FoldConstant(),
        relax.transform.FuseOps(),
        relax.transform.FuseTIR(),
        relax.transform.DeadCodeElimination(),
    ]
    if is_gpu(target):
        passes += gpu_passes(target, config)
        passes.append(tirx.transform.ForceNarrowIndexToInt32())
    return passes


def executable_passes() -> list[Pass]:
    """Relax functions to instructions of the virtual machine, with memory planned ahead."""
    return [
        relax.transform.RewriteDataflowReshape(),
        relax.transform.ToNonDataflow(),
        relax.transform.RemovePurityChecking(),
        relax.transform.CallTIRRewrite(),
        # Reshapes have become views: without this the page would compile a shader for each.
        relax.transform.DeadCodeElimination(),
        relax.transform.StaticPlanBlockMemory(),
        relax.transform.LowerAllocTensor(),
        relax.transform.KillAfterLastUse(),
        relax.transform.LowerRuntimeBuiltin(),
        relax.transform.ComputePrimValue(),
        relax.transform.VMShapeLower(),
        shape_order,
        relax.transform.AttachGlobalSymbol(),
    ]


# Subexpressions hoisted out of kernels would become buffers that WGSL's code generator cannot declare.
PASS_SETTINGS = {"tirx.disable_cse_tir": True}


def library_pipeline(config: LibraryConfig, target: Target) -> Pass:
    """All passes in order, for `relax.build(module, target, relax_pipeline=...)`."""

    @tvm.transform.module_pass(opt_level=0, name="readroom_pipeline")
    def run(module: tvm.ir.IRModule, _context: tvm.transform.PassContext) -> tvm.ir.IRModule:
        with target:
            return tvm.transform.Sequential(kernel_passes(target, config) + executable_passes())(module)

    return run


def build_executable(module: tvm.ir.IRModule, target: Target, config: LibraryConfig) -> relax.VMExecutable:
    """The linked virtual machine program."""
    passes = library_pipeline(config, target)
    with target, tvm.transform.PassContext(config=PASS_SETTINGS):
        return relax.build(module, target, relax_pipeline=passes, tir_pipeline=kernel_pipeline(target))
