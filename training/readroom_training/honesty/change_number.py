"""A number of the findings replaced by another one, everywhere it stands."""

from collections.abc import Sequence

from .lists import read_list
from .numbers import MOST_RIBS, Number

_MOST = {"rib": MOST_RIBS, "count": 12}
_ENDINGS = {1: "st", 2: "nd", 3: "rd"}
_STEPS = (2, -2, 3, -3, 1, -1)


def changed_value(number: Number, taken: set[int]) -> int | None:
    """Another plausible value that is not `taken`: about a third more for lengths, a near one else; None if none."""
    if number.kind == "length":
        step = max(1, number.scale // 10) if number.value % number.scale else number.scale
        value = number.value + 3 * step + number.value // 4 // step * step
        while value in taken:
            value += step
        return value
    most = _MOST.get(number.kind) or read_list("numbers.json")["levels"][number.kind.removeprefix("level-")]
    least = 2 if number.kind == "count" else 1
    tries = (number.value + step for step in _STEPS)
    return next((value for value in tries if least <= value <= most and value not in taken), None)


def replace_number(text: str, numbers: Sequence[Number], old: Number, value: int) -> str:
    """`text` with every number of the kind and value of `old` written as `value`, in words where it was in words."""
    pieces: list[str] = []
    done = 0
    for number in numbers:
        if number.kind == old.kind and number.value == old.value:
            pieces += [text[done : number.start], _written(text[number.start : number.end], number, value)]
            done = number.end
            if number.kind == "rib" and text[done : done + 2].lower() in read_list("numbers.json")["ordinalEndings"]:
                pieces.append(_ENDINGS.get(value, "th"))
                done += 2
    return "".join([*pieces, text[done:]])


def _written(before: str, number: Number, value: int) -> str:
    if number.kind == "length":
        whole, rest = divmod(value, number.scale)
        # A scale is 100 or 1000: as many digits can stand behind the point.
        decimals = str(rest).zfill(len(str(number.scale)) - 1).rstrip("0")
        return f"{whole}.{decimals}" if decimals else str(whole)
    if before[0].isdigit():
        return str(value)
    words = read_list("numbers.json")["ordinals" if number.kind == "rib" else "counts"]
    word = words[value - 1]
    return word[:1].upper() + word[1:] if before[:1].isupper() else word
