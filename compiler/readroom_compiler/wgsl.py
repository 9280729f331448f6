"""The WebGPU kernels of a compiled library, as text, and what they ask of a device."""

import re
from dataclasses import dataclass
from pathlib import Path

from tvm.runtime.executable import Executable

from readroom_compiler.errors import CompilerError

_TITLE = re.compile(r"^// Function: (\S+)$", re.MULTILINE)
_STORAGE = re.compile(r"^@group\(0\) @binding\(\d+\) var<storage\b", re.MULTILINE)
_WORKGROUP_ARRAY = re.compile(r"^var<workgroup> \w+ : array<(\w+(?:<\w+>)?), (\d+)>;", re.MULTILINE)
_WORKGROUP_SIZE = re.compile(r"@workgroup_size\((\d+), (\d+), (\d+)\)")
_ENABLE = re.compile(r"^enable (\w+);", re.MULTILINE)
_SCALAR_BYTES = {"f32": 4, "i32": 4, "u32": 4, "f16": 2, "bool": 4}
# WGSL's `enable` names and the WebGPU features that allow them.
_FEATURES = {"f16": "shader-f16", "subgroups": "subgroups"}


@dataclass(frozen=True)
class Kernel:
    """One compute shader."""

    name: str
    source: str

    @property
    def storage_buffers(self) -> int:
        """Bound storage buffers."""
        return len(_STORAGE.findall(self.source))

    @property
    def workgroup_size(self) -> tuple[int, int, int]:
        """Invocations of one workgroup, by axis."""
        found = _WORKGROUP_SIZE.search(self.source)
        if found is None:
            raise CompilerError(f"The kernel {self.name} does not say its workgroup size.")
        x, y, z = (int(part) for part in found.groups())
        return x, y, z

    @property
    def workgroup_bytes(self) -> int:
        """Memory that a workgroup shares."""
        if self.source.count("var<workgroup>") != len(_WORKGROUP_ARRAY.findall(self.source)):
            raise CompilerError(f"The kernel {self.name} shares memory in a form that is not understood.")
        # WebGPU counts each variable in whole units of 16 bytes.
        sizes = (_type_bytes(kind) * int(n) for kind, n in _WORKGROUP_ARRAY.findall(self.source))
        return sum(-(-size // 16) * 16 for size in sizes)

    @property
    def features(self) -> set[str]:
        """WebGPU features without which the shader does not compile."""
        names = set(_ENABLE.findall(self.source))
        unknown = names - _FEATURES.keys()
        if unknown:
            raise CompilerError(f"The kernel {self.name} enables {', '.join(sorted(unknown))}.")
        return {_FEATURES[name] for name in names}


def kernels_of(executable: Executable) -> list[Kernel]:
    """All kernels, sorted by name."""
    sources: dict[str, str] = {}
    for module in _modules(executable.mod):
        if module.kind != "webgpu":
            continue
        text = module.inspect_source()
        titles = list(_TITLE.finditer(text))
        ends = [title.start() for title in titles[1:]] + [len(text)]
        for title, end in zip(titles, ends, strict=True):
            # A kernel may stand under two titles; its text stands under the last.
            sources[title.group(1)] = text[title.start() : end]
    if not sources:
        raise CompilerError("The compiled library has no WebGPU kernel.")
    return [Kernel(name, sources[name]) for name in sorted(sources)]


def dump_kernels(kernels: list[Kernel], folder: Path) -> None:
    """One `<kernel>.wgsl` each, for the browser's validator and for reading."""
    folder.mkdir(parents=True, exist_ok=True)
    for kernel in kernels:
        (folder / f"{kernel.name}.wgsl").write_text(kernel.source, encoding="utf-8")


def _modules(module: object) -> list[object]:
    inner = list(module.imports)  # type: ignore[attr-defined]
    return [module, *(deeper for one in inner for deeper in _modules(one))]


def _type_bytes(kind: str) -> int:
    """vec4<f16> -> 8; a vec3 takes the room of a vec4."""
    found = re.fullmatch(r"(?:vec([234])<)?(\w+?)>?", kind)
    if found is None or found.group(2) not in _SCALAR_BYTES:
        raise CompilerError(f"The size of WGSL's {kind} is not known.")
    lanes = int(found.group(1) or 1)
    return _SCALAR_BYTES[found.group(2)] * (4 if lanes == 3 else lanes)
