"""Numbers that a draft must repeat as they are: lengths, vertebral levels, ribs, counts of problems."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .lists import read_list
from .tokens import Token, sentences

# "5th, 6th and 7th left ribs": the word "ribs" may stand so many tokens after the ordinal.
RIB_WITHIN = 10
# "two small calcified nodules".
COUNTED_WITHIN = 4

MOST_RIBS = 12


@dataclass(frozen=True, slots=True)
class Number:
    """
    `kind` is length (value in 1/100 mm), rib, count, or level-c, level-t, level-l. [start, end) is the number alone,
    without unit, `scale` how many 1/100 mm its written unit is (0 when it is no length).
    """

    kind: str
    value: int
    start: int
    end: int
    scale: int = 0


def find_numbers(text: str) -> list[Number]:
    found: list[Number] = []
    for sentence in sentences(text):
        for at in range(len(sentence)):
            number = _length(sentence, at) or _level(sentence, at) or _rib(sentence, at) or _count(sentence, at)
            if number is not None:
                found.append(number)
    return found


def _lists() -> dict[str, Any]:
    return read_list("numbers.json")


def _length(sentence: Sequence[Token], at: int) -> Number | None:
    """3 mm; both numbers of 3 x 4 cm, 3-4 cm, 3 to 4 cm."""
    token = sentence[at]
    if token.kind != "number":
        return None
    for ahead in range(at + 1, min(at + 6, len(sentence))):
        unit = _lists()["millimetres"].get(sentence[ahead].text)
        if unit is not None:
            scale = unit * 100
            return Number("length", _rounded(float(token.text) * scale), token.start, token.end, scale)
        if sentence[ahead].kind != "number" and sentence[ahead].text not in ("x", "by", "to"):
            return None
    return None


def _level(sentence: Sequence[Token], at: int) -> Number | None:
    """The number of T8; a dash may stand between."""
    if at == 0 or sentence[at].kind != "number" or sentence[at].start - sentence[at - 1].end > 1:
        return None
    letter, number = sentence[at - 1].text, _whole(sentence[at])
    most = _lists()["levels"].get(letter, 0)
    if number is None or not 1 <= number <= most:
        return None
    return Number(f"level-{letter}", number, sentence[at].start, sentence[at].end)


def _rib(sentence: Sequence[Token], at: int) -> Number | None:
    """The 5 of "5th rib" and "rib 5", the word "fifth" of "fifth rib"."""
    token = sentence[at]
    number = _whole(token)
    if number is not None and 1 <= number <= MOST_RIBS and at > 0 and sentence[at - 1].stem == "rib":
        return Number("rib", number, token.start, token.end)
    ahead = sentence[at + 1 : at + 1 + RIB_WITHIN]
    if not any(later.stem == "rib" for later in ahead):
        return None
    if number is not None and ahead[0].text in _lists()["ordinalEndings"] and 1 <= number <= MOST_RIBS:
        return Number("rib", number, token.start, token.end)
    if token.text in _lists()["ordinals"]:
        return Number("rib", _lists()["ordinals"].index(token.text) + 1, token.start, token.end)
    return None


def _count(sentence: Sequence[Token], at: int) -> Number | None:
    token = sentence[at]
    counts = _lists()["counts"]
    number = counts.index(token.text) + 1 if token.text in counts else _whole(token)
    if number is None or not 2 <= number <= len(counts):
        return None
    for later in sentence[at + 1 : at + 1 + COUNTED_WITHIN]:
        if later.kind != "word" or later.text in _lists()["ordinalEndings"]:
            return None
        if later.stem in _lists()["counted"]:
            return Number("count", number, token.start, token.end)
    return None


def _whole(token: Token) -> int | None:
    # Report numbers of this kind have one or two digits; longer ones are record numbers or years.
    return int(token.text) if token.kind == "number" and "." not in token.text and len(token.text) <= 2 else None


def _rounded(value: float) -> int:
    return int(value + 0.5)
