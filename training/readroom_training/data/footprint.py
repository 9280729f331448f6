"""How much memory the reports of a recipe take, guessed from the size of their files: nothing of them is read."""

import os
from pathlib import Path

from readroom_training.config.data_settings import DataSettings

# Measured with JSON lines: half a kilobyte of objects for each report, and 1.1 times its line (the impression is kept
# twice). For reports of three kilobytes that is this factor; for those of a few sentences it is 2.2.
_FACTOR = 1.3
# Report text packs to about a fifth.
_PACKED = (".gz", ".tgz", ".zip")
_UNPACKED_FACTOR = 5


def bytes_of_reports(settings: DataSettings) -> int | None:
    """In every process; None where a source is not there."""
    sizes = [_size(Path(settings.root) / source.path) for source in settings.sources]
    return None if None in sizes else round(_FACTOR * sum(size for size in sizes if size is not None))


def _size(path: Path) -> int | None:
    """Bytes of text, in a file or all files below a folder."""
    try:
        if path.is_dir():
            files = (os.path.join(folder, name) for folder, _, names in os.walk(path) for name in names)
            return sum(_unpacked(file) for file in files)
        return _unpacked(str(path))
    except OSError:
        return None


def _unpacked(file: str) -> int:
    return os.stat(file).st_size * (_UNPACKED_FACTOR if file.lower().endswith(_PACKED) else 1)
