"""From a Relax executable to one .wasm file."""

import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from tvm.runtime.executable import Executable

from readroom_compiler.errors import CompilerError
from readroom_compiler.toolchain import Toolchain, run_tool

# A library travels with the app: beyond this something is in it that should not be.
MAX_LIBRARY_BYTES = 5_000_000
WASM_MAGIC = b"\0asm\x01\0\0\0"

_FLAGS = (
    *("-O2", "-std=c++17", "--no-entry"),
    *("-s", "STANDALONE_WASM=1", "-s", "WASM_BIGINT=1", "-s", "ALLOW_MEMORY_GROWTH=1"),
    # TVMFFIWasmSafeCall and TVMFFIWasmFunctionDeleter: the JavaScript side gives them.
    *("-s", "ERROR_ON_UNDEFINED_SYMBOLS=0"),
)
_EXPECTED_UNDEFINED = ("TVMFFIWasmSafeCall", "TVMFFIWasmFunctionDeleter")


def link_library(executable: Executable, runtime: Sequence[Path], tools: Toolchain, target: Path) -> None:
    """Writes `target`, whole or not at all."""
    with tempfile.TemporaryDirectory(prefix="readroom-link-") as scratch:
        linked = Path(scratch) / "library.wasm"
        executable.export_library(str(linked), fcompile=_linker(runtime, tools), workspace_dir=scratch)
        check_library(linked)
        put_in_place(linked, target)


def put_in_place(source: Path, target: Path) -> None:
    """Copies beside the target and renames: an interrupted copy never stands under the target's name."""
    target.parent.mkdir(parents=True, exist_ok=True)
    half_done = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        shutil.copyfile(source, half_done)
        os.replace(half_done, target)
    finally:
        half_done.unlink(missing_ok=True)


def check_library(path: Path) -> None:
    """A WebAssembly module of a size that may travel with the app."""
    size = path.stat().st_size
    if size > MAX_LIBRARY_BYTES:
        raise CompilerError(
            f"The library has {size:,} bytes; at most {MAX_LIBRARY_BYTES:,} may travel with the app."
        )
    with path.open("rb") as handle:
        if handle.read(len(WASM_MAGIC)) != WASM_MAGIC:
            raise CompilerError("The linker wrote something that is no WebAssembly module.")


def _linker(runtime: Sequence[Path], tools: Toolchain) -> Callable[..., None]:
    def link(output: str, objects: Sequence[str], _options: object = None, **_: object) -> None:
        # The runtime first: its constructors register what the library's own constructors look up.
        inputs = [str(path) for path in (*runtime, *objects)]
        warnings = run_tool([tools.emcc, *_FLAGS, *inputs, "-o", output], Path(output).parent)
        _refuse_undefined(warnings)

    link.object_format = "o"  # type: ignore[attr-defined]
    link.need_system_lib = True  # type: ignore[attr-defined]
    return link


def _refuse_undefined(warnings: str) -> None:
    """An undefined symbol that nobody gives would trap in the browser at its first call."""
    for line in warnings.splitlines():
        if "undefined symbol" in line and not any(name in line for name in _EXPECTED_UNDEFINED):
            raise CompilerError(f"The link misses a function: {line.strip()[:300]}")
