"""Many small files, streaming: a folder, zip, tar (also gzip), or one file by itself. Nothing is unpacked to disk."""

import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from readroom_training.data.files.tar_members import read_tar
from readroom_training.data.files.zip_members import read_zip
from readroom_training.data.limits import MAX_FOLDER_DEPTH, MAX_MEMBERS
from readroom_training.data.records import Rejected
from readroom_training.data.rejections import reject
from readroom_training.errors import TrainingError

_TAR = (".tar", ".tar.gz", ".tgz")


class Member(NamedTuple):
    """A file's bytes; `name` is its path within the folder or archive, with slashes."""

    name: str
    data: bytes


def read_members(path: Path, suffixes: tuple[str, ...], limit: int) -> Iterator[Member | Rejected]:
    """Every file whose name ends in one of `suffixes` (lower case), in a fixed order; others are no concern of it.

    A file of more than `limit` bytes is rejected, so are links and names that lead elsewhere.
    @raises TrainingError `data/missing-file`, `data/damaged-file`, `data/too-many-files`, `data/too-large`
    """
    name = path.name.lower()
    if path.is_dir():
        found = _read_folder(path, suffixes, limit)
    elif name.endswith(_TAR):
        found = read_tar(path, suffixes, limit)
    elif name.endswith(".zip"):
        found = read_zip(path, suffixes, limit)
    elif path.is_file():
        found = iter([_read_file(path, path.name, path.name, limit)])
    else:
        raise TrainingError("data/missing-file", f"There is no file or folder {path}.")
    for count, one in enumerate(found):
        if count >= MAX_MEMBERS:
            raise TrainingError("data/too-many-files", f"{path.name} holds more than {MAX_MEMBERS:,} files.")
        yield one if isinstance(one, Rejected) else Member(*one)


def _read_folder(root: Path, suffixes: tuple[str, ...], limit: int) -> Iterator[tuple[str, bytes] | Rejected]:
    stack = [(root, PurePosixPath())]
    while stack:
        folder, within = stack.pop()
        with os.scandir(folder) as entries:
            ordered = sorted(entries, key=lambda entry: entry.name)
        below: list[tuple[Path, PurePosixPath]] = []
        for entry in ordered:
            name = within / entry.name
            where = f"{root.name}/{name}"
            wanted = entry.name.lower().endswith(suffixes)
            if entry.is_symlink():
                # A link can lead out of the folder that a person has named.
                if wanted or entry.is_dir():
                    yield reject(where, "not-a-file")
            elif entry.is_dir(follow_symlinks=False):
                if len(name.parts) > MAX_FOLDER_DEPTH:
                    yield reject(where, "too-deep")
                else:
                    below.append((Path(entry.path), name))
            elif wanted:
                plain = entry.is_file(follow_symlinks=False)
                yield _read_file(Path(entry.path), str(name), where, limit) if plain else reject(where, "not-a-file")
        stack.extend(reversed(below))


def _read_file(path: Path, name: str, where: str, limit: int) -> tuple[str, bytes] | Rejected:
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except OSError:
        return reject(where, "damaged")
    return reject(where, "too-long") if len(data) > limit else (name, data)
