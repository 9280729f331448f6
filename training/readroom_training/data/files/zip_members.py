"""Files of a zip archive."""

import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from readroom_training.data.files.member_names import is_safe_name
from readroom_training.data.limits import MAX_MEMBERS, MAX_UNPACKED_BYTES
from readroom_training.data.records import Rejected
from readroom_training.data.rejections import reject
from readroom_training.errors import TrainingError

_ENCRYPTED = 0x1  # bit 0 of the general purpose flags, section 4.4.4 of PKWARE's APPNOTE


def read_zip(path: Path, suffixes: tuple[str, ...], limit: int) -> Iterator[tuple[str, bytes] | Rejected]:
    """(name, bytes) of each wanted file, in the archive's order.

    @raises TrainingError `data/missing-file`, `data/damaged-file`, `data/too-many-files`, `data/too-large`
    """
    try:
        archive = zipfile.ZipFile(path)
    except OSError as error:
        raise TrainingError("data/missing-file", f"{path} cannot be opened: {error.strerror}.") from None
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        raise TrainingError("data/damaged-file", f"{path.name} is no zip archive, or it is damaged.") from None
    unpacked = 0
    with archive:
        infos = archive.infolist()
        if len(infos) > MAX_MEMBERS:
            raise TrainingError("data/too-many-files", f"{path.name} holds more than {MAX_MEMBERS:,} files.")
        for index, info in enumerate(infos):
            if info.is_dir() or not info.filename.lower().endswith(suffixes):
                continue
            one = _read(archive, info, f"{path.name}: member {index}", limit)
            if not isinstance(one, Rejected):
                unpacked += len(one[1])
                if unpacked > MAX_UNPACKED_BYTES:
                    raise TrainingError("data/too-large", f"{path.name} unpacks to more than any export of reports.")
            yield one


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, position: str, limit: int) -> tuple[str, bytes] | Rejected:
    if not is_safe_name(info.filename):
        return reject(position, "unsafe-name")
    where = f"{position} {info.filename}"
    if info.flag_bits & _ENCRYPTED:
        return reject(where, "encrypted")
    if stat.S_ISLNK(info.external_attr >> 16):
        return reject(where, "not-a-file")
    try:
        with archive.open(info) as file:
            data = file.read(limit + 1)  # not what the header promises: it may lie
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, zlib.error):
        return reject(where, "damaged")
    return reject(where, "too-long") if len(data) > limit else (info.filename, data)
