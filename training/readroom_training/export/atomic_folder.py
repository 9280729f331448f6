"""A folder that is there as a whole or not at all, whenever the process dies."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Beside the folder itself, so that renaming never crosses a file system.
_NEW, _OLD = ".writing", ".replaced"


@contextmanager
def write_folder(folder: Path) -> Iterator[Path]:
    """
    Yields an empty folder to write to; when the block ends without an error its files are flushed to the disk and it
    takes the place of `folder`. A process that dies between the two renames leaves the old one as `….replaced`, which
    `recover_folder` brings back.
    """
    temporary, old = _beside(folder, _NEW), _beside(folder, _OLD)
    recover_folder(folder)
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir(parents=True)
    try:
        yield temporary
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise
    for path in sorted(temporary.rglob("*")):
        if path.is_file():
            _flush(path)
    _flush(temporary)
    if folder.exists():
        os.rename(folder, old)
    os.rename(temporary, folder)
    _flush(folder.parent)
    shutil.rmtree(old, ignore_errors=True)


def recover_folder(folder: Path) -> None:
    """Brings back what `folder` was when a process died while replacing it, and removes what it left behind."""
    old = _beside(folder, _OLD)
    if old.exists():
        if folder.exists():
            shutil.rmtree(old)
        else:
            os.rename(old, folder)
    shutil.rmtree(_beside(folder, _NEW), ignore_errors=True)


def _beside(folder: Path, suffix: str) -> Path:
    return folder.with_name(folder.name + suffix)


def _flush(path: Path) -> None:
    # Windows opens no folders.
    if path.is_dir() and os.name == "nt":
        return
    # Windows flushes only what may be written.
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
