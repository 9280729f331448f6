"""Rows of a delimited file (RFC 4180), going on after a row that is broken."""

import csv
from collections import deque
from collections.abc import Iterator
from typing import NamedTuple, TextIO

from readroom_training.data.files.lines import Line, read_lines
from readroom_training.data.limits import MAX_ROW_CHARS
from readroom_training.errors import TrainingError

# Each broken row makes the lines after it be read once more; a file with this many is not the format declared.
MAX_BROKEN_ROWS = 1_000


class Row(NamedTuple):
    """Fields of a row that begins in line `number`, or the code of why it has none."""

    number: int
    fields: list[str] | None
    code: str | None = None


class _TooLong(Exception):
    pass


class _Feed:
    """Lines for csv.reader; it keeps those of the row in progress, to begin again after its first."""

    def __init__(self, lines: Iterator[Line]) -> None:
        self._lines = lines
        self._again: deque[Line] = deque()
        self._row: list[Line] = []
        self._size = 0

    def __iter__(self) -> "_Feed":
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._lines)
        self._row.append(line)
        self._size += len(line.text or "")
        if line.text is None or self._size > MAX_ROW_CHARS:
            raise _TooLong
        return line.text

    def next_row(self) -> int:
        """Forgets the row's lines; the number of its first."""
        first = self._row[0].number
        self._row, self._size = [], 0
        return first

    def retry(self) -> int:
        """Gives the lines after the row's first once more; the number of that first."""
        self._again.extendleft(reversed(self._row[1:]))
        return self.next_row()


def _reader(feed: _Feed, delimiter: str, quotes: bool) -> Iterator[list[str]]:
    return csv.reader(feed, delimiter=delimiter, quoting=csv.QUOTE_MINIMAL if quotes else csv.QUOTE_NONE, strict=True)


def read_rows(stream: TextIO, name: str, delimiter: str = ",", quotes: bool = True) -> Iterator[Row]:
    """All rows, blank lines left out. A broken row costs its first line only: the next line begins a row again.

    @raises TrainingError `data/not-a-table` after MAX_BROKEN_ROWS broken rows
    """
    feed = _Feed(read_lines(stream, MAX_ROW_CHARS))
    reader = _reader(feed, delimiter, quotes)
    broken = 0
    while True:
        try:
            fields = next(reader)
            code = None
        except StopIteration:
            return
        except (csv.Error, _TooLong) as error:
            code = "too-long" if isinstance(error, _TooLong) or "field larger" in str(error) else "bad-row"
            reader = _reader(feed, delimiter, quotes)  # the old one may hold half a field
            broken += 1
            if broken > MAX_BROKEN_ROWS:
                raise TrainingError(
                    "data/not-a-table",
                    f"More than {MAX_BROKEN_ROWS:,} rows of {name} are broken: are its delimiter and quotes declared?",
                ) from None
            yield Row(feed.retry(), None, code)
            continue
        number = feed.next_row()
        if fields:
            yield Row(number, fields, code)
