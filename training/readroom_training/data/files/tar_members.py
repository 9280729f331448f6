"""Files of a tar archive, read once from front to back."""

import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Self

from readroom_training.data.files.member_names import is_safe_name
from readroom_training.data.files.streams import open_bytes
from readroom_training.data.records import Rejected
from readroom_training.data.rejections import reject
from readroom_training.errors import TrainingError


class _StrictInfo(tarfile.TarInfo):
    """Python takes a damaged header in the middle for the end of the archive; here it is an error."""

    @classmethod
    def fromtarfile(cls, archive: tarfile.TarFile) -> Self:
        try:
            return super().fromtarfile(archive)
        except tarfile.EOFHeaderError:  # type: ignore[attr-defined]  # the end mark: how it ought to end
            raise
        except tarfile.HeaderError:
            raise TrainingError("data/damaged-file", "The tar archive is damaged or cut off.") from None


def read_tar(path: Path, suffixes: tuple[str, ...], limit: int) -> Iterator[tuple[str, bytes] | Rejected]:
    """(name, bytes) of each wanted file, in the archive's order; memory does not grow with the archive.

    @raises TrainingError `data/missing-file`, `data/damaged-file`, `data/too-large`
    """
    with open_bytes(path) as stream:
        try:
            with tarfile.open(fileobj=stream, mode="r|", tarinfo=_StrictInfo) as archive:
                index = 0
                while (info := archive.next()) is not None:
                    archive.members = []  # type: ignore[attr-defined]  # it would keep one object for each
                    if not info.isdir() and info.name.lower().endswith(suffixes):
                        yield _read(archive, info, f"{path.name}: member {index}", limit)
                    index += 1
        except (tarfile.TarError, EOFError, UnicodeError):
            raise TrainingError("data/damaged-file", f"{path.name} is no tar archive, or it is damaged.") from None


def _read(archive: tarfile.TarFile, info: tarfile.TarInfo, position: str, limit: int) -> tuple[str, bytes] | Rejected:
    if not is_safe_name(info.name):
        return reject(position, "unsafe-name")
    where = f"{position} {info.name}"
    file = archive.extractfile(info) if info.isreg() and not info.issparse() else None
    if file is None:
        return reject(where, "not-a-file")
    if info.size > limit:
        return reject(where, "too-long")
    return info.name, file.read()
