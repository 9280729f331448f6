"""The tools that a library is made with, and their versions."""

import os
import re
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from readroom_compiler.errors import CompilerError

TVM_VERSION = "0.27.0.post1"
# Older ones lack options that the link needs; newer ones link too, but only to a library with other bytes.
OLDEST_EMSCRIPTEN = (3, 1, 6)
# Only what the tools need to run: flags and search paths from elsewhere would end up in the library unseen.
_KEPT_SETTINGS = ("PATH", "HOME", "TMPDIR", "LANG", "LC_ALL", "EMCC", "EM_CACHE", "EM_CONFIG", "SYSTEMROOT")


@dataclass(frozen=True)
class Toolchain:
    """Versions as they stand in the manifest, and where the compiler driver is."""

    tvm: str
    emscripten: str
    emcc: str


def find_toolchain() -> Toolchain:
    """The installed tools, or one sentence about what is missing."""
    return Toolchain(tvm=_tvm_version(), emscripten=_emscripten_version(emcc := _find_emcc()), emcc=emcc)


def run_tool(command: list[str], folder: Path) -> str:
    """Runs a tool in `folder` and returns its standard error; raises with the tool's own words."""
    # A group of its own: emcc starts programs that would run on for a minute when only emcc is stopped.
    child = subprocess.Popen(
        command,
        cwd=folder,
        env=clean_environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        _, errors = child.communicate()
    except BaseException:
        os.killpg(child.pid, signal.SIGTERM)
        child.wait()
        raise
    if child.returncode != 0:
        if "No space left on device" in errors:
            raise CompilerError("The disk is full: the library could not be written.")
        lines = [line for line in errors.splitlines() if "error" in line] or errors.splitlines()
        raise CompilerError(f"{Path(command[0]).name} failed: {' | '.join(lines[:3])[:600]}")
    return errors


def clean_environment() -> dict[str, str]:
    """Of this process's environment only what does not change the output."""
    return {name: os.environ[name] for name in _KEPT_SETTINGS if name in os.environ}


def _tvm_version() -> str:
    try:
        found = version("apache-tvm")
    except PackageNotFoundError:
        raise CompilerError(
            f"apache-tvm is not installed here: pip install apache-tvm=={TVM_VERSION}."
        ) from None
    if found != TVM_VERSION:
        raise CompilerError(f"apache-tvm {found} is installed; the compiler is written for {TVM_VERSION}.")
    return f"{found} (ffi {version('apache-tvm-ffi')})"


def _find_emcc() -> str:
    emcc = os.environ.get("EMCC") or shutil.which("emcc")
    if emcc is None:
        hint = " (Debian: apt-get install emscripten)" if sys.platform == "linux" else ""
        raise CompilerError(f"Emscripten is missing: emcc is not on the PATH{hint}.")
    return emcc


def _emscripten_version(emcc: str) -> str:
    try:
        done = subprocess.run(
            [emcc, "--version"], env=clean_environment(), capture_output=True, text=True, check=False
        )
    except OSError as error:
        raise CompilerError(f"{emcc} cannot be run: {error.strerror}.") from None
    found = re.search(r"\b(\d+)\.(\d+)\.(\d+)\b", done.stdout)
    if done.returncode != 0 or found is None:
        raise CompilerError(f"{emcc} --version does not answer with a version.")
    if tuple(int(part) for part in found.groups()) < OLDEST_EMSCRIPTEN:
        needed = ".".join(str(part) for part in OLDEST_EMSCRIPTEN)
        raise CompilerError(f"Emscripten {found.group(0)} is too old: {needed} or newer is needed.")
    return found.group(0)
