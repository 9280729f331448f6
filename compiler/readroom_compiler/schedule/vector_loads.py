"""Wide loads for WGSL: storage buffers whose every access is an aligned run of four become array<vec4<T>>.

TVM's WGSL generator declares a storage buffer with its element type and spells a vector load as four scalar
loads. The browser's compiler cannot merge them (each has its own bounds check), so four instructions fetch
what one could. This pass runs on device functions just before code is generated.
"""

from __future__ import annotations

import tvm
import tvm_ffi
from tvm import tirx
from tvm.ir import PointerType, PrimType, TensorLoad, Var
from tvm.tirx import BufferStore, DeclBuffer, PrimFunc
from tvm.tirx.compilation_pipeline import PIPELINE_MAP, register_tir_pipeline

from readroom_compiler.exact_constants import exact_constants

LANES = 4
PIPELINE_NAME = "readroom_webgpu"


@tvm.transform.module_pass(opt_level=0, name="WidenStorageLoads")
def widen_storage_loads(mod: tvm.IRModule, _context: tvm.transform.PassContext) -> tvm.IRModule:
    """Applies the rewrite to every kernel of a device module."""
    for name, function in list(mod.functions.items()):
        if isinstance(function, PrimFunc):
            mod[name] = _widen(function)
    return mod


def register_webgpu_pipeline() -> str:
    """Makes TVM's own kernel pipeline, with this pass last, known by name; returns the name."""
    if PIPELINE_NAME not in PIPELINE_MAP:
        register_tir_pipeline(PIPELINE_NAME, _pipeline)
    return PIPELINE_NAME


def _pipeline() -> tuple:
    lower, finalize_host, finalize_device = PIPELINE_MAP["s_tir"]()

    def finalize() -> tvm.transform.Pass:
        return tvm.transform.Sequential([finalize_device(), widen_storage_loads, exact_constants])

    return lower, finalize_host, finalize


def _widen(function: PrimFunc) -> PrimFunc:
    analyzer = tvm.sym.Analyzer()
    views = _views(function)
    scalar = _scalar_views(function, views, analyzer)
    pointers: dict[Var, Var] = {}
    for view, pointer in views.items():
        if not any(views[other].same_as(pointer) for other in scalar):
            element = PrimType(f"{view.ty.dtype}x{LANES}")
            pointers[pointer] = tirx.Var(pointer.name, PointerType(element, "global"))
    if not pointers:
        return function
    wide = {
        view: tirx.decl_buffer(
            [analyzer.simplify(tirx.floordiv(view.ty.shape[0], LANES))],
            f"{view.ty.dtype}x{LANES}",
            view.name,
        )
        for view, pointer in views.items()
        if pointer in pointers
    }

    def quarter(indices: list) -> list:
        return [analyzer.simplify(tirx.floordiv(indices[0].base, LANES))]

    def declare(node: DeclBuffer) -> DeclBuffer:
        if node.buffer not in wide:
            return node
        return DeclBuffer(wide[node.buffer], data=pointers[views[node.buffer]])

    def load(node: TensorLoad) -> TensorLoad:
        return tirx.BufferLoad(wide[node.source], quarter(node.indices)) if node.source in wide else node

    def store(node: BufferStore) -> BufferStore:
        if node.buffer not in wide:
            return node
        return BufferStore(wide[node.buffer], node.value, quarter(node.indices))

    body = tvm_ffi.structural_map(
        function.body, [(DeclBuffer, declare), (TensorLoad, load), (BufferStore, store)], order="post"
    )
    parameters = [pointers.get(parameter, parameter) for parameter in function.params]
    return PrimFunc(parameters, body, function.ret_type, function.attrs)


def _views(function: PrimFunc) -> dict[Var, Var]:
    """Every flat buffer over a parameter, and that parameter."""
    parameters = set(function.params)
    views: dict[Var, Var] = {}

    def declare(node: DeclBuffer) -> None:
        if node.data in parameters:
            views[node.buffer] = node.data

    tvm_ffi.structural_walk(function.body, (DeclBuffer, declare))
    return views


def _scalar_views(function: PrimFunc, views: dict[Var, Var], analyzer: tvm.sym.Analyzer) -> set[Var]:
    """The views with an access that is not four elements in a row from a multiple of four, or with none."""
    seen: set[Var] = set()
    scalar: set[Var] = set()

    def access(view: Var, indices: list) -> None:
        if view not in views:
            return
        seen.add(view)
        index = indices[0]
        aligned = (
            isinstance(index, tirx.Ramp)
            and int(index.lanes) == LANES
            and int(index.stride) == 1
            and analyzer.can_prove_equal(tirx.floormod(index.base, LANES), 0)
        )
        if not aligned:
            scalar.add(view)

    tvm_ffi.structural_walk(
        function.body,
        [
            (TensorLoad, lambda node: access(node.source, node.indices)),
            (BufferStore, lambda node: access(node.buffer, node.indices)),
        ],
    )
    return scalar | (set(views) - seen)
