"""Command line of the model compiler: python -m readroom_compiler compile | check | describe."""

import argparse
import errno
import json
import signal
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from readroom_compiler.config import COMPUTE_TYPES, QUANTIZATIONS, LibraryConfig, read_config
from readroom_compiler.errors import CompilerError
from readroom_compiler.progress import progress_to_stderr
from readroom_compiler.sources import source_sha256
from readroom_compiler.toolchain import find_toolchain

# EDQUOT: a quota that is used up; not every system has it.
_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; 0 when all is well, 1 when `check` finds a difference, 2 on a refusal."""
    options = _parser().parse_args(arguments)
    # Ended by its parent, it cleans up as after an interrupt.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        config = read_config(options.config, options.quantization, options.compute, options.shape)
        if options.command == "describe":
            return _describe(config)
        if options.command == "check":
            return _check(config, options)
        print(json.dumps(_compile(config, options.out, options)))
        return 0
    except KeyboardInterrupt:
        print("error: Stopped; no library was written.", file=sys.stderr)
        return 130
    except CompilerError as error:
        print(f"error: {error}", file=sys.stderr)
    except OSError as error:
        print(f"error: {_machine_refusal(error)}", file=sys.stderr)
    return 2


def _machine_refusal(error: OSError) -> str:
    """What the machine would not do, as a sentence."""
    if error.errno in _FULL:
        return "The disk is full, or its quota is: no library was written."
    where = "" if error.filename is None else f": {error.filename}"
    return f"{error.strerror or error}{where}. No library was written."


def _compile(config: LibraryConfig, out: Path, options: argparse.Namespace) -> dict[str, object]:
    """Writes <out>/<name>.wasm and returns its record."""
    # TVM takes a second to import, and `describe` and refusals need none of it.
    tools = find_toolchain()
    # Before the sources are imported: an edit made meanwhile is not in this library.
    sources = source_sha256(config)
    from readroom_compiler.compile import compile_for_webgpu
    from readroom_compiler.link import link_library
    from readroom_compiler.manifest import library_record
    from readroom_compiler.web_runtime import default_cache, runtime_objects
    from readroom_compiler.wgsl import dump_kernels

    report = progress_to_stderr()
    library = compile_for_webgpu(config, report)
    if options.dump_wgsl is not None:
        dump_kernels(library.kernels, options.dump_wgsl)
    runtime = runtime_objects(tools, options.cache or default_cache(), report)
    report("linking")
    path = out / f"{config.name}.wasm"
    link_library(library.executable, runtime, tools, path)
    record = library_record(library, path, tools, sources)
    report(f"done: {config.name}, {record['bytes']:,} bytes")
    return record


def _check(config: LibraryConfig, options: argparse.Namespace) -> int:
    """Rebuilds the library and compares it with the kept one."""
    from readroom_compiler.compare import compare_libraries

    kept = options.library
    if not kept.is_file():
        raise CompilerError(f"There is no library {kept} to check.")
    with tempfile.TemporaryDirectory(prefix="readroom-check-") as scratch:
        record = _compile(config, Path(scratch), options)
        differences = compare_libraries(kept, Path(scratch) / f"{config.name}.wasm")
    print(json.dumps({"record": record, "differences": differences}))
    return 1 if differences else 0


def _describe(config: LibraryConfig) -> int:
    """What would be compiled, without compiling it."""
    tools = find_toolchain()
    toolchain = {"tvm": tools.tvm, "emscripten": tools.emscripten}
    about = {"name": config.name, "toolchain": toolchain, "sourceSha256": source_sha256(config)}
    print(json.dumps(about))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="readroom_compiler", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, text in (
        ("compile", "compile and link one library"),
        ("check", "rebuild a library and compare its bytes"),
        ("describe", "name, tools and source hash, without compiling"),
    ):
        command = commands.add_parser(name, help=text)
        command.add_argument("config", type=Path, help="a JSON of model-configs/")
        command.add_argument("--quantization", required=True, choices=QUANTIZATIONS)
        command.add_argument("--compute", choices=COMPUTE_TYPES, help="by default the type of the scales")
        command.add_argument("--shape", help="first part of the library's name, by default the config's id")
        if name == "describe":
            continue
        command.add_argument("--cache", type=Path, help="folder of the compiled web runtime")
        command.add_argument("--dump-wgsl", type=Path, help="folder for the kernels' WGSL")
        if name == "compile":
            command.add_argument("--out", type=Path, required=True, help="folder of the library")
        else:
            command.add_argument("--library", type=Path, required=True, help="the .wasm to compare with")
    return parser


if __name__ == "__main__":
    sys.exit(main())
