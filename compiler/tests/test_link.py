"""Linking, comparing and the tools, without compiling a model."""

import errno
import os
import shutil
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from readroom_compiler.compare import compare_libraries, sections
from readroom_compiler.errors import CompilerError
from readroom_compiler.link import MAX_LIBRARY_BYTES, check_library, put_in_place
from readroom_compiler.toolchain import clean_environment, find_toolchain, run_tool

HEADER = b"\0asm\x01\0\0\0"


def module(*parts: tuple[int, bytes]) -> bytes:
    """A WebAssembly module of these sections; each is shorter than 128 bytes."""
    return HEADER + b"".join(bytes([kind, len(body)]) + body for kind, body in parts)


def script(path: Path, text: str) -> Path:
    """A program that stands in for a tool."""
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def test_equal_libraries_have_no_differences(tmp_path: Path) -> None:
    for name in ("a.wasm", "b.wasm"):
        (tmp_path / name).write_bytes(module((1, b"types"), (10, b"code")))
    assert compare_libraries(tmp_path / "a.wasm", tmp_path / "b.wasm") == []


def test_a_flipped_byte_is_reported_with_its_section(tmp_path: Path) -> None:
    good = module((1, b"types"), (10, b"code"), (11, b"data"))
    bad = bytearray(good)
    bad[-1] ^= 1
    (tmp_path / "a.wasm").write_bytes(good)
    (tmp_path / "b.wasm").write_bytes(bad)
    found = compare_libraries(tmp_path / "a.wasm", tmp_path / "b.wasm")
    assert f"first difference is at byte {len(good) - 1}" in found[0]
    assert found[1:] == ["the data section differs"]


def test_a_truncated_library_is_named_as_such(tmp_path: Path) -> None:
    good = module((1, b"types"), (10, b"code"))
    (tmp_path / "a.wasm").write_bytes(good[:-2])
    (tmp_path / "b.wasm").write_bytes(good)
    assert "no whole WebAssembly module" in compare_libraries(tmp_path / "a.wasm", tmp_path / "b.wasm")[1]


@pytest.mark.parametrize(
    "broken", [b"", b"\0asm", HEADER + b"\x0a\xff\xff\xff\xff\xff\xff\xff", HEADER + b"\x63\0"]
)
def test_broken_modules_are_refused_and_never_loop(broken: bytes) -> None:
    with pytest.raises((ValueError, IndexError)):
        list(sections(broken))


def test_a_library_must_be_webassembly_and_small_enough(tmp_path: Path) -> None:
    path = tmp_path / "library.wasm"
    path.write_bytes(module((10, b"code")))
    check_library(path)
    path.write_bytes(b"<html>")
    with pytest.raises(CompilerError, match="no WebAssembly module"):
        check_library(path)
    path.write_bytes(HEADER + b"\0" * MAX_LIBRARY_BYTES)
    with pytest.raises(CompilerError, match="may travel with the app"):
        check_library(path)


def test_a_library_replaces_the_old_one_whole_or_not_at_all(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    source, target = tmp_path / "linked.wasm", tmp_path / "libs" / "a.wasm"
    source.write_bytes(b"old")
    put_in_place(source, target)
    source.write_bytes(b"new")

    def full(_source: Path, half_done: Path) -> None:
        half_done.write_bytes(b"n")
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(shutil, "copyfile", full)
        with pytest.raises(OSError, match="No space left"):
            put_in_place(source, target)
    assert target.read_bytes() == b"old"
    assert [path.name for path in target.parent.iterdir()] == ["a.wasm"]
    put_in_place(source, target)
    assert target.read_bytes() == b"new"


def test_a_missing_emscripten_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("EMCC", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CompilerError, match="Emscripten is missing"):
        find_toolchain()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("echo 'emcc (Emscripten) 2.0.12'", "2.0.12 is too old"),
        ("echo hello", "does not answer with a version"),
        ("exit 3", "does not answer with a version"),
    ],
)
def test_an_emscripten_that_cannot_link_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str, sentence: str
) -> None:
    monkeypatch.setenv("EMCC", str(script(tmp_path / "emcc", text)))
    with pytest.raises(CompilerError, match=sentence):
        find_toolchain()


def test_a_failing_tool_is_told_with_its_own_words(tmp_path: Path) -> None:
    tool = script(tmp_path / "tool", "echo 'x.cc:1: error: no such thing' >&2; exit 1")
    with pytest.raises(CompilerError, match="tool failed: x.cc:1: error: no such thing"):
        run_tool([str(tool)], tmp_path)
    full = script(tmp_path / "full", "echo 'write: No space left on device' >&2; exit 1")
    with pytest.raises(CompilerError, match="The disk is full"):
        run_tool([str(full)], tmp_path)


def runs(process: int) -> bool:
    """Whether the process has not ended; one whose end nobody has asked for yet has."""
    try:
        return "Z" not in Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_what_a_stopped_tool_has_started_is_stopped_too(tmp_path: Path) -> None:
    tool = script(tmp_path / "tool", "sleep 60 & echo $! > started; wait")
    started = tmp_path / "started"
    code = (
        "import os, signal, sys, threading, time; from pathlib import Path\n"
        "from readroom_compiler.toolchain import run_tool\n"
        # The tool may run before the starting of it has returned: a signal in there reaches nobody who could end it.
        "def is_waited_for():\n"
        "    frame = sys._current_frames()[threading.main_thread().ident]\n"
        "    while frame and frame.f_code.co_name != 'communicate': frame = frame.f_back\n"
        "    return frame is not None\n"
        "def has_started():\n"
        "    return Path('started').exists() and Path('started').read_text() != ''\n"
        "def stop():\n"
        "    while not has_started() or not is_waited_for(): time.sleep(0.01)\n"
        "    os.kill(os.getpid(), signal.SIGINT)\n"
        "threading.Thread(target=stop).start()\n"
        f"run_tool([{str(tool)!r}], Path('.'))\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "KeyboardInterrupt" in done.stderr
    grandchild = int(started.read_text())
    # It was told to stop; a busy computer lets it end a little later. By itself it would go on for a minute.
    deadline = time.monotonic() + 20
    while runs(grandchild) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not runs(grandchild)


def test_flags_of_the_environment_do_not_reach_the_tools(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMCC_CFLAGS", "-O0")
    monkeypatch.setenv("CPATH", "elsewhere")
    assert not {"EMCC_CFLAGS", "CPATH"} & clean_environment().keys()
    assert clean_environment()["PATH"] == os.environ["PATH"]
