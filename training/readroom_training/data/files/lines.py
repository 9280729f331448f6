"""Lines of bounded length: a file without line ends must not fill the memory."""

from collections.abc import Iterator
from typing import NamedTuple, TextIO


class Line(NamedTuple):
    """A line with its end, or None for one that was too long; numbered from 1."""

    number: int
    text: str | None


def read_lines(stream: TextIO, limit: int) -> Iterator[Line]:
    """All lines; one of more than `limit` characters is read past without being kept."""
    number = 0
    while text := stream.readline(limit + 1):
        number += 1
        if len(text) <= limit or text.endswith("\n"):
            yield Line(number, text)
            continue
        while (rest := stream.readline(limit)) and not rest.endswith("\n"):
            pass
        yield Line(number, None)
