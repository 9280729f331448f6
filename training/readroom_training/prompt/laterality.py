"""Canonical sides: the mirror image that the model reads. The same answers as src/domain/laterality/orientation.ts."""

from collections.abc import Sequence
from functools import cache
from typing import Any, Literal, NamedTuple

from readroom_training.honesty.lists import read_list
from readroom_training.honesty.sides import SideWord, all_tokens, has_mirror, side_words, swap_sides, unpaired_positions
from readroom_training.honesty.tokens import Token
from readroom_training.prompt.build import Example

# `right` and `left`: which the text names first. `unsure`: it may name one that could not be exchanged with certainty,
# so that the others would stand on the wrong side of it.
FirstSide = Literal["none", "left", "right", "unsure"]


class Oriented(NamedTuple):
    """Findings as the model reads them. `exchanged`: left and right are, in them, and have to be in the draft."""

    findings: str
    exchanged: bool


def first_side(text: str) -> FirstSide:
    """Which side a text names first."""
    tokens = all_tokens(text)
    words = side_words(text, tokens)
    if _is_unsure(tokens, words):
        return "unsure"
    return words[0].side if words else "none"


def orient_findings(findings: str) -> Oriented:
    """Findings that name the right side first are exchanged; what names none, or is unsure, stays as it is written."""
    exchanged = first_side(findings) == "right"
    return Oriented(swap_sides(findings) if exchanged else findings, exchanged)


def orient_pair(findings: str, impression: str) -> tuple[str, str]:
    """
    A report to learn from or to show, exchanged by its findings alone; as it is where its impression could not be
    exchanged with certainty.
    """
    read = orient_findings(findings)
    if not read.exchanged or first_side(impression) == "unsure":
        return findings, impression
    return read.findings, swap_sides(impression)


def orient_examples(examples: Sequence[Example]) -> list[Example]:
    """Each in its own orientation, whatever the findings it stands before."""
    return [Example(*orient_pair(example.findings, example.impression)) for example in examples]


@cache
def _unsure() -> dict[str, frozenset[str]]:
    lists: dict[str, Any] = read_list("sides.json")["unsure"]
    return {name: frozenset(words) for name, words in lists.items()}


def _is_unsure(tokens: Sequence[Token], words: Sequence[SideWord]) -> bool:
    unpaired = unpaired_positions(tokens)
    # A name without a mirror image would change from the side of the others to the opposite one.
    if unpaired and words:
        return True
    letters = {word.start for word in words if word.position is None}
    exchanged = {word.position for word in words if word.position is not None}
    lists = _unsure()
    for at, token in enumerate(tokens):
        if token.text in lists["words"]:
            return True
        if token.text in lists["letters"]:
            if token.start not in letters and not _is_level(tokens, at):
                return True
        elif has_mirror(token.text):
            if at not in exchanged and at not in unpaired and _shares_name(tokens, at, exchanged):
                return True
        elif token.text.startswith(tuple(lists["prefixes"])):
            return True
    return False


def _is_level(tokens: Sequence[Token], at: int) -> bool:
    """The letter of "L1" is a vertebra's."""
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    return after is not None and after.kind == "number" and after.start == tokens[at].end


def _shares_name(tokens: Sequence[Token], at: int, exchanged: set[int]) -> bool:
    """ "right and left ventricle": a side that is exchanged beside one in a name that keeps its own."""
    before = at - 1
    if before < 0 or tokens[before].text not in _unsure()["joins"]:
        return False
    before -= 1
    if before >= 0 and tokens[before].text in _unsure()["compares"]:
        before -= 1
    return before in exchanged
