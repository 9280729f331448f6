"""Which sources a library was made from, as one hash: it tells a committed library that is out of date."""

import hashlib
import json
from dataclasses import asdict
from pathlib import Path

from readroom_compiler.config import LibraryConfig

_PACKAGE = Path(__file__).resolve().parent
_COMPILER = _PACKAGE.parent
# These talk to people or compare; none of them reaches a library's bytes.
_NOT_IN_A_LIBRARY = {"__main__.py", "compare.py", "manifest.py", "progress.py", "requirements.py"}


def source_files() -> list[Path]:
    """Every file whose text can change a library, in a fixed order."""
    python = [path for path in _PACKAGE.rglob("*.py") if path.name not in _NOT_IN_A_LIBRARY]
    runtime = [path for path in (_COMPILER / "runtime").rglob("*") if path.suffix in {".cc", ".h"}]
    return sorted([*python, *runtime, _COMPILER / "requirements.txt"])


def source_sha256(config: LibraryConfig) -> str:
    """SHA-256 over the sources and the configuration; line ends do not count."""
    digest = hashlib.sha256(json.dumps(asdict(config), sort_keys=True).encode())
    for path in source_files():
        text = path.read_bytes().replace(b"\r\n", b"\n")
        name = path.relative_to(_COMPILER).as_posix().encode()
        digest.update(b"%d %s %d\n" % (len(name), name, len(text)) + text)
    return digest.hexdigest()
