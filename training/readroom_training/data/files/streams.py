"""One file as text: gzip undone, encoding declared, undecodable bytes marked instead of ending the file."""

import codecs
import gzip
import io
import zlib
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from readroom_training.data.limits import MAX_UNPACKED_BYTES
from readroom_training.errors import TrainingError

_GZIP_MAGIC = b"\x1f\x8b"
# A lone surrogate comes out of no decoder, so that it tells undecodable bytes (`text.is_text`).
_UNDECODABLE = "\udcff"


def _mark(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return _UNDECODABLE, error.end


codecs.register_error("readroom-mark", _mark)


class _Guarded(io.RawIOBase):
    """Bytes of a file or of what it unpacks to, counted; what is damaged ends in a typed error."""

    def __init__(self, inner: BinaryIO, name: str, limit: int) -> None:
        self._inner = inner
        self._name = name
        self._left = limit

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:  # type: ignore[no-untyped-def]  # the type is not in typing before 3.12
        try:
            data = self._inner.read(len(buffer))
        except (EOFError, OSError, zlib.error):
            raise TrainingError("data/damaged-file", f"{self._name} is damaged or cut off.") from None
        self._left -= len(data)
        if self._left < 0:
            raise TrainingError("data/too-large", f"{self._name} unpacks to more than any export of reports.")
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._inner.close()
        super().close()


def open_bytes(path: Path, limit: int = MAX_UNPACKED_BYTES) -> io.BufferedReader:
    """The file's bytes, unpacked when they are gzip's (told by its first two bytes, not by its name).

    @raises TrainingError `data/missing-file`; while reading `data/damaged-file`, `data/too-large`
    """
    try:
        inner: BinaryIO = path.open("rb")
    except OSError as error:
        raise TrainingError("data/missing-file", f"{path} cannot be opened: {error.strerror}.") from None
    with suppress(OSError):
        magic = inner.read(2)
        inner.seek(0)
        if magic == _GZIP_MAGIC:
            inner = gzip.GzipFile(fileobj=inner, mode="rb")  # type: ignore[assignment]
    return io.BufferedReader(_Guarded(inner, path.name, limit))


def check_encoding(encoding: str) -> str:
    """The codec's name; `utf-8` also takes a byte order mark.

    @raises TrainingError `config/out-of-range`
    """
    try:
        name = codecs.lookup(encoding).name
        b" ".decode(name, errors="replace")  # refuses codecs between bytes and bytes, such as hex
    except (LookupError, ValueError):
        raise TrainingError("config/out-of-range", f"{encoding[:40]} is no text encoding that Python knows.") from None
    return "utf-8-sig" if name == "utf-8" else name


def open_text(path: Path, encoding: str = "utf-8") -> io.TextIOWrapper:
    """The file's text with every line end as \\n; what the encoding cannot decode fails `text.is_text`.

    @raises TrainingError as `open_bytes` and `check_encoding`
    """
    name = check_encoding(encoding)
    return io.TextIOWrapper(open_bytes(path), encoding=name, errors="readroom-mark")


def decode_text(data: bytes, encoding: str = "utf-8") -> str:
    """As `open_text`, for bytes in memory."""
    return data.decode(check_encoding(encoding), errors="readroom-mark")
