"""Names in archives come from whoever made the archive (CWE-22)."""

import re
from pathlib import PurePosixPath

_ODD = re.compile(r"[\x00-\x1f\x7f\\]|^[A-Za-z]:")
MAX_NAME_CHARS = 1_024  # what file systems take


def is_safe_name(name: str) -> bool:
    """A relative path that stays below where it begins, without control characters or backslashes."""
    path = PurePosixPath(name)
    return (
        0 < len(name) <= MAX_NAME_CHARS
        and not path.is_absolute()
        and ".." not in path.parts
        and _ODD.search(name) is None
    )
