"""The record of a library in public/model-libs/index.json (LibraryIndexSchema in src/domain/model)."""

import hashlib
from dataclasses import asdict
from pathlib import Path

from readroom_compiler.compile import CompiledLibrary
from readroom_compiler.config import LibraryConfig
from readroom_compiler.metadata import ABI
from readroom_compiler.requirements import required_features, required_limits
from readroom_compiler.toolchain import Toolchain


def library_record(library: CompiledLibrary, path: Path, tools: Toolchain, sources: str) -> dict[str, object]:
    """Everything that choosing, checking and reproducing the library needs."""
    config = library.config
    data = path.read_bytes()
    return {
        "name": config.name,
        "file": path.name,
        "bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "abi": ABI,
        "architecture": architecture_record(config),
        "quantization": config.quantization,
        "compute": config.compute,
        "context": {"window": config.context_window, "prefillChunk": config.prefill_chunk},
        "requires": {
            "features": required_features(library.kernels),
            "limits": required_limits(config, library.parameters, library.kernels, library.planned),
        },
        "toolchain": {"tvm": tools.tvm, "emscripten": tools.emscripten},
        "sourceSha256": sources,
    }


def architecture_record(config: LibraryConfig) -> dict[str, object]:
    """The shape as model-configs/ has it."""
    shape = _camel_case(asdict(config.architecture))
    scaling = shape.get("ropeScaling")
    if isinstance(scaling, dict):
        shape["ropeScaling"] = {"type": "llama3", **_camel_case(scaling)}
    return {"family": "llama", **shape}


def _camel_case(values: dict[str, object]) -> dict[str, object]:
    def rename(name: str) -> str:
        first, *others = name.split("_")
        return first + "".join(part.capitalize() for part in others)

    return {rename(name): value for name, value in values.items()}
