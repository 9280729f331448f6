"""Which data a run was trained on: SHA-256 of its source files."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

_CHUNK = 1 << 20
# Reading a folder twice costs as much as hashing it; beyond this (images beside reports) names and sizes must do.
MAX_HASHED_BYTES = 1 << 36


@dataclass(frozen=True, slots=True)
class SourceHash:
    """`over` says what `sha256` is of: `bytes` of a file, `files` (names and bytes) or `names` (and sizes)."""

    sha256: str
    over: str
    files: int
    bytes: int


def hash_source(path: Path, limit: int = MAX_HASHED_BYTES) -> SourceHash:
    """The hash of a file, or of all files below a folder in the order of their names.

    Of a folder each file's relative name, size and SHA-256 go in, so that renaming a file is seen.
    @raises OSError
    """
    if path.is_file():
        return SourceHash(_hash_file(path), "bytes", 1, path.stat().st_size)
    files = sorted(one for one in path.rglob("*") if one.is_file())
    sizes = [one.stat().st_size for one in files]
    whole = sum(sizes) <= limit
    digest = hashlib.sha256()
    for file, size in zip(files, sizes, strict=True):
        content = _hash_file(file) if whole else ""
        digest.update(f"{file.relative_to(path).as_posix()}\0{size}\0{content}\n".encode())
    return SourceHash(digest.hexdigest(), "files" if whole else "names", len(files), sum(sizes))


def _hash_file(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
