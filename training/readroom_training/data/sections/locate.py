"""Where in a report its headers stand, told from the same words inside a sentence."""

import re
from typing import NamedTuple

from readroom_training.data.sections.headers import Headers, Kind

# At the start of a line: a name and a colon, a name and a dash, or a name alone on its line. "2. IMPRESSION:" counts.
# The colon of a time (9:40) is none. Blanks are matched possessively (*+): a run of them is read once (CWE-1333).
_LINE = re.compile(
    r"^[ \t*]*+(?:\d{1,2}[.)][ \t]*+)?(?P<name>[^\W\d_][^\n:]{0,60}?)[ \t]*+"
    r"(?P<separator>(?:(?<!\d):|:(?!\d))\*{0,3}|(?<=[ \t])[-–—][ \t]|\*{0,3}[ \t]*+$)",
    re.MULTILINE,
)
# A heading in capitals with its text on the same line, set off by a gap: "ADDENDUM  The nodule".
_GAP = re.compile(r"^[ \t]*+(?P<name>[A-Z][A-Z ]{3,40}?)(?P<separator>[ \t]{2,}+)(?=\S)", re.MULTILINE)
# Words before a colon in the middle of a line, and how many of them a name can have.
_TOKEN = re.compile(r"[^\W_][\w&/,#()'-]*|&")
_MOST_WORDS = 6
_LOOK_BACK = 80
_MAIN = (Kind.FINDINGS, Kind.IMPRESSION, Kind.COMBINED)
_SENTENCE_ENDS = ".!?:;)]_*"


class Header(NamedTuple):
    """A header: its name begins at `start`, its section's text at `body`."""

    kind: Kind
    start: int
    body: int


def locate(text: str, headers: Headers) -> list[Header]:
    """All headers in order of place."""
    found = _at_line_starts(text, headers)
    bodies = {header.body for header in found}
    flat = "\n" not in text.strip()
    mixed = any(letter.islower() for letter in text)
    for colon in re.finditer(":", text):
        if colon.end() not in bodies and (header := _before_colon(text, colon.start(), headers, flat, mixed)):
            found.append(header)
    found.sort(key=lambda header: header.start)
    return [one for i, one in enumerate(found) if i == 0 or one.start >= found[i - 1].body]


def _at_line_starts(text: str, headers: Headers) -> list[Header]:
    found = []
    for match in (*_LINE.finditer(text), *_GAP.finditer(text)):
        name, colon = match["name"], match["separator"].startswith(":")
        kind = headers.kind(name)
        if kind in (None, Kind.VIEW) and not (colon and name.isupper()):
            # Only capitals and a colon make a header of words that may as well begin a sentence.
            continue
        if kind is None:
            kind = Kind.UNKNOWN
        if not colon and not _needs_no_colon(kind, name, match["separator"]):
            continue
        if name[0].islower() and not _begins_sentence(text, match.start("name")):
            continue
        found.append(Header(kind, match.start(), match.end()))
    return found


def _needs_no_colon(kind: Kind, name: str, separator: str) -> bool:
    """Only the names that matter most, and what introduces a whole report where it is a heading."""
    if kind in _MAIN:
        return name[0].isupper() and (name.isupper() or not separator or bool(separator.strip()))
    return kind in (Kind.FINAL, Kind.PRELIMINARY, Kind.ADDENDUM, Kind.WET_READ) and not separator.strip(" \t*")


def _before_colon(text: str, colon: int, headers: Headers, flat: bool, mixed: bool) -> Header | None:
    """The longest known name that ends at a colon in the middle of a line, if it is written as a header."""
    tokens = [match.start() for match in _TOKEN.finditer(text, max(0, colon - _LOOK_BACK), colon)]
    for start in tokens[-_MOST_WORDS:]:
        name = text[start:colon]
        kind = headers.known(name) if name[0].isupper() else None
        if kind is None or not (flat or kind in _MAIN or name.isupper()):
            continue
        # An export that has lost its line ends may have lost its points as well; capitals then tell the header.
        if _begins_sentence(text, start) or (flat and mixed and name.isupper()):
            return Header(kind, start, colon + 1)
    return None


def _begins_sentence(text: str, start: int) -> bool:
    before = text[max(0, start - _LOOK_BACK) : start]
    bare = before.rstrip(" \t\n")
    gap = before[len(bare) :]
    return not bare or bare[-1] in _SENTENCE_ENDS or gap.count("\n") > 1 or (len(gap) > 1 and "\n" not in gap)
