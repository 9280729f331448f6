"""From a PrimFunc to its WGSL kernels with what a browser needs to launch them."""

from __future__ import annotations

import re
from dataclasses import dataclass

import tvm
import tvm_ffi
from tvm import tirx
from tvm.target import Target
from tvm.tirx.build import codegen_build, split_host_device_mods
from tvm.tirx.compilation_pipeline import PIPELINE_MAP

from readroom_compiler.schedule import default_schedules, kernel_pipeline
from readroom_compiler.schedule.passes import use_our_kernels

TARGET = {
    "kind": "webgpu",
    "max_num_threads": 256,
    "host": {"kind": "llvm", "mtriple": "wasm32-unknown-unknown-wasm"},
}
_BINDING = re.compile(r"@binding\((\d+)\) var<storage, (read|read_write)> (\w+) :")
_AXES = ("blockIdx.x", "blockIdx.y", "blockIdx.z")


@dataclass(frozen=True)
class Launch:
    """One kernel of a PrimFunc. Extents are expressions over the names in `scalars`."""

    name: str
    wgsl: str
    buffers: list[str]  # by binding
    scalars: list[str]  # in the uniform buffer, before the size of the grid
    grid: dict[str, tirx.Expr]
    when: list[tirx.Expr]  # what the host asks before it launches this kernel and not another

    def runs(self, tokens: int) -> bool:
        """Whether the host launches it for so many tokens."""
        return all(_evaluate(condition, {"n": tokens}) for condition in self.when)

    def extents(self, values: dict[str, int]) -> list[int]:
        """Workgroups along x, y and z."""
        return [_evaluate(self.grid[axis], values) if axis in self.grid else 1 for axis in _AXES]


def lower(function: tirx.PrimFunc, ours: bool) -> list[Launch]:
    """The kernels under our schedules or under dlight's."""
    target = Target(TARGET)
    module = tvm.IRModule({"kernel": function.with_attr("global_symbol", "kernel")})
    with target, tvm.transform.PassContext(config={"tirx.disable_cse_tir": True}):
        if ours:
            module = use_our_kernels(module)
        module = tirx.transform.BindTarget(target)(module)
        module = tirx.transform.ForceNarrowIndexToInt32()(default_schedules()(module))
        pipeline, _, finalize = PIPELINE_MAP[kernel_pipeline(target) if ours else "s_tir"]()
        host, devices = split_host_device_mods(pipeline(module))
        conditions = _conditions(host)
        launches: list[Launch] = []
        for of, device in devices.items():
            device = finalize()(device)
            source = codegen_build(device, of).inspect_source()
            for variable, kernel in device.functions.items():
                name = str(variable.name_hint)
                launches.append(_launch(name, kernel, source, conditions.get(name, [])))
    return sorted(launches, key=lambda launch: launch.name)


def _conditions(host: tvm.IRModule) -> dict[str, list[tirx.Expr]]:
    """For each kernel the conditions on the number of tokens under which the host launches it."""
    found: dict[str, list[tirx.Expr]] = {}
    path: list[tirx.Expr] = []

    def branch(node: tirx.IfThenElse, visitor: tvm_ffi.StructuralVisitor) -> None:
        names: set[str] = set()
        tvm_ffi.structural_walk(node.condition, (tvm.ir.Var, lambda variable: names.add(variable.name)))
        if names != {"n"}:
            visitor.default_visit(node)
            return
        for condition, body in ((node.condition, node.then_case), (tirx.Not(node.condition), node.else_case)):
            if body is not None:
                path.append(condition)
                visitor.visit(body)
                path.pop()

    def text(node: tvm.ir.StringImm, _visitor: tvm_ffi.StructuralVisitor) -> None:
        found[str(node.value)] = list(path)

    for function in host.functions.values():
        tvm_ffi.structural_visit(function.body, [(tirx.IfThenElse, branch), (tvm.ir.StringImm, text)])
    return found


def _launch(name: str, kernel: tirx.PrimFunc, source: str, when: list[tirx.Expr]) -> Launch:
    grid: dict[str, tirx.Expr] = {}

    def extent(node: tirx.AttrStmt) -> None:
        if str(node.attr_key) == "thread_extent" and str(node.node.thread_tag) in _AXES:
            grid[str(node.node.thread_tag)] = node.value

    tvm_ffi.structural_walk(kernel.body, (tirx.AttrStmt, extent))
    wgsl = _source_of(name, source)
    buffers = [match.group(3).removesuffix("_ptr") for match in _BINDING.finditer(wgsl)]
    scalars = re.findall(r"^  (\w+): \w+,?$", wgsl, re.MULTILINE)
    return Launch(name, wgsl, buffers, [scalar for scalar in scalars if scalar != "packGridDimX"], grid, when)


def _source_of(name: str, source: str) -> str:
    """The text of one kernel: from its bindings to the next title."""
    end = source.index(f"fn {name}(")
    start = source.rindex("// Function:", 0, end)
    stop = source.find("// Function:", end)
    return source[start : stop if stop >= 0 else len(source)]


def _evaluate(expression: tirx.Expr, values: dict[str, int]) -> int:
    def value(variable: tvm.ir.Var) -> tirx.Expr:
        return tirx.const(values[variable.name], str(variable.ty))

    known = tvm_ffi.structural_map(expression, (tvm.ir.Var, value), order="post")
    return int(tvm.sym.Analyzer().simplify(known))
