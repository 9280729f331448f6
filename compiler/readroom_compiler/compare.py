"""What differs between two libraries, in words that lead to the cause."""

from collections.abc import Iterator
from pathlib import Path

from readroom_compiler.link import WASM_MAGIC

_SECTIONS = (
    *("custom", "type", "import", "function", "table", "memory", "global", "export", "start", "element"),
    *("code", "data", "data count", "tag"),
)


def compare_libraries(kept: Path, rebuilt: Path) -> list[str]:
    """Empty when the bytes are equal; else one sentence per section that differs."""
    a, b = kept.read_bytes(), rebuilt.read_bytes()
    if a == b:
        return []
    at = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    found = [f"{len(a):,} bytes are kept and {len(b):,} were rebuilt; the first difference is at byte {at:,}"]
    try:
        sections_a, sections_b = dict(sections(a)), dict(sections(b))
    except (ValueError, IndexError):
        return [*found, "the kept file is no whole WebAssembly module"]
    for name in sorted(sections_a.keys() | sections_b.keys()):
        if sections_a.get(name) != sections_b.get(name):
            found.append(f"the {name} section differs")
    return found


def sections(module: bytes) -> Iterator[tuple[str, bytes]]:
    """The sections of a WebAssembly module, by name and number."""
    if not module.startswith(WASM_MAGIC):
        raise ValueError("no WebAssembly module")
    at, count = len(WASM_MAGIC), 0
    while at < len(module):
        kind = module[at]
        size, at = _leb128(module, at + 1)
        if at + size > len(module) or kind >= len(_SECTIONS):
            raise ValueError("a section leaves the module")
        yield (f"{_SECTIONS[kind]} ({count})" if kind == 0 else _SECTIONS[kind]), module[at : at + size]
        at, count = at + size, count + 1


def _leb128(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at
        if shift > 35:
            raise ValueError("a length is too long")
