"""The TVM runtime for the web, compiled once per version of its sources and tools.

TVM's wheel carries the runtime's C++ sources but not every header that they include; compiler/runtime/ has
the rest, and names the parts that a Llama needs.
"""

import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import tvm
import tvm_ffi

from readroom_compiler.toolchain import Toolchain, run_tool

SOURCES = Path(__file__).resolve().parent.parent / "runtime"
# (source inside the build tree, object)
_UNITS = (
    ("web_runtime.cc", "web_runtime.o"),
    ("web_glue.cc", "web_glue.o"),
    ("web/emcc/webgpu_runtime.cc", "webgpu_runtime.o"),
)
# The VM starts a few hundred kernels per token, so it is built for speed. The paths are relative to the build
# folder, so that the messages inside (`__FILE__`) are the same wherever the repository lies.
_FLAGS = (
    *("-c", "-O2", "-std=c++17", "-Wno-ignored-attributes"),
    *("-I.", "-Iinclude", "-I3rdparty/tvm-ffi/include", "-I3rdparty/tvm-ffi/3rdparty/dlpack/include"),
)


def runtime_objects(tools: Toolchain, cache: Path, report: Callable[[str], None]) -> list[Path]:
    """Object files of the runtime, from the cache or compiled now."""
    folder = cache / f"runtime-{tools.tvm.split()[0]}-{tools.emscripten}-{_fingerprint(tools)[:16]}"
    objects = [folder / name for _, name in _UNITS]
    cache.mkdir(parents=True, exist_ok=True)
    with _locked(cache / "runtime.lock"):
        if not folder.is_dir():
            report("compiling the web runtime (once per version, about a minute)")
            _compile_into(folder, tools)
    return objects


def _compile_into(folder: Path, tools: Toolchain) -> None:
    # Beside its final place, so that the rename is atomic: an interrupted build leaves no half runtime.
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix="building-") as scratch:
        tree, done = Path(scratch) / "tree", Path(scratch) / "done"
        _lay_out(tree)
        done.mkdir()
        for source, name in _UNITS:
            run_tool([tools.emcc, *_FLAGS, source, "-o", str(done / name)], tree)
        done.rename(folder)


def _lay_out(tree: Path) -> None:
    """The wheel's sources under the names by which they include each other, and our headers over them."""
    wheel, ffi = Path(tvm.__file__).parent, Path(tvm_ffi.__file__).parent
    inner = tree / "3rdparty" / "tvm-ffi"
    copies = {
        wheel / "src": tree / "src",
        wheel / "web" / "emcc": tree / "web" / "emcc",
        wheel / "include": tree / "include",
        ffi / "src": inner / "src",
        ffi / "include": inner / "include",
        ffi / "3rdparty" / "dlpack": inner / "3rdparty" / "dlpack",
        SOURCES / "include" / "tvm": tree / "include" / "tvm",
        SOURCES / "include" / "src": tree / "src",
    }
    for source, target in copies.items():
        shutil.copytree(source, target, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    for unit in SOURCES.glob("*.cc"):
        shutil.copy(unit, tree)


def _fingerprint(tools: Toolchain) -> str:
    digest = hashlib.sha256(f"{tools.tvm}\n{tools.emscripten}\n{_FLAGS}\n".encode())
    for path in runtime_sources():
        digest.update(path.relative_to(SOURCES).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def runtime_sources() -> list[Path]:
    """Our own C++ files, in a fixed order."""
    return sorted(path for path in SOURCES.rglob("*") if path.suffix in {".cc", ".h"})


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Two compilations at once: the second waits for the first one's runtime."""
    with open(path, "w", encoding="utf-8") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(handle, fcntl.LOCK_UN)


def default_cache() -> Path:
    """`.cache/compiler` of the repository, or what READROOM_COMPILER_CACHE says."""
    chosen = os.environ.get("READROOM_COMPILER_CACHE")
    return Path(chosen) if chosen else SOURCES.parent.parent / ".cache" / "compiler"
