"""XML without document types: no entities to expand (CWE-776), no files or addresses to fetch (CWE-611)."""

from collections.abc import Callable, Mapping
from xml.parsers import expat

from readroom_training.data.limits import MAX_XML_DEPTH


class XmlRefused(Exception):
    """`code` is one of `bad-xml`, `forbidden-xml`, `too-deep`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def parse_xml(
    data: bytes,
    start: Callable[[str, Mapping[str, str]], None],
    end: Callable[[str], None],
    text: Callable[[str], None],
) -> None:
    """Calls `start(tag, attributes)`, `text(characters)` and `end(tag)` in document order.

    @raises XmlRefused
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    depth = 0

    def refuse(*_: object) -> None:
        raise XmlRefused("forbidden-xml")

    def opened(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_XML_DEPTH:
            raise XmlRefused("too-deep")
        start(tag, attributes)

    def closed(tag: str) -> None:
        nonlocal depth
        depth -= 1
        end(tag)

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = opened
    parser.EndElementHandler = closed
    parser.CharacterDataHandler = text
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, LookupError, ValueError):
        raise XmlRefused("bad-xml") from None
