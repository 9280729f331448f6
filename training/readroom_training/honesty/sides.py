"""Sides: which word names one, and report text with left and right exchanged."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from .lists import read_list
from .phrases import PhraseIndex, match_phrase, parse_phrase
from .tokens import Token, tokenize

Side = Literal["left", "right", "both"]

_PARENTHESISED = re.compile(r"\(([LlRr])\)")
_COMPARED = re.compile(r"\b([LR])( ?[<>] ?)([LR])\b", re.ASCII)
# `tokenize` joins a word after it to it.
_NON = "non"
_MIRRORED_LETTER = {"l": "r", "r": "l", "L": "R", "R": "L"}


@cache
def _sides() -> dict[str, Any]:
    return read_list("sides.json")


@cache
def _index(name: str) -> PhraseIndex:
    return PhraseIndex([parse_phrase(text, stemmed=False) for text in _sides()[name]])


def named_positions(tokens: Sequence[Token]) -> set[int]:
    """Positions of words in names whose side says nothing of a problem's ("left ventricle", "right lateral view")."""
    return _positions(tokens, _index("kept"))


def unswapped_positions(tokens: Sequence[Token]) -> set[int]:
    """Those, and positions of words in names without a mirror image ("right middle lobe", "lingula")."""
    return named_positions(tokens) | _positions(tokens, _index("unpaired"))


def _positions(tokens: Sequence[Token], index: PhraseIndex) -> set[int]:
    positions: set[int] = set()
    for at, token in enumerate(tokens):
        for phrase in index.starting_with(token.text):
            positions.update(match_phrase(index.phrases[phrase], tokens, at, stemmed=False) or ())
    return positions


def side_of(token: Token) -> Side | None:
    return _sides()["names"].get(token.text)


def mirror(side: Side) -> Side:
    return {"left": "right", "right": "left"}.get(side, side)  # type: ignore[return-value]


@dataclass(frozen=True, slots=True)
class SideWord:
    """A word or letter of a text that `swap_sides` exchanges, at [start, end)."""

    start: int
    end: int
    by: str
    """What is written in its place."""
    side: Literal["left", "right"]
    position: int | None
    """Its place among the tokens; None for a letter."""


@cache
def _mirror() -> dict[str, tuple[str, Literal["left", "right"]]]:
    """By word: its mirror image, and its own side."""
    found: dict[str, tuple[str, Literal["left", "right"]]] = {}
    for left, right in _sides()["pairs"]:
        found[left], found[right] = (right, "left"), (left, "right")
    return found


def has_mirror(word: str) -> bool:
    """Whether exchanging knows the word, wherever it stands."""
    return word in _mirror()


def all_tokens(text: str) -> list[Token]:
    """Of a text of any length: sides of which only some are exchanged would be worse than none."""
    return tokenize(text, None)


def unpaired_positions(tokens: Sequence[Token]) -> set[int]:
    """Positions of names that tell a side and have no mirror image, and of what they would be mirrored into."""
    return _positions(tokens, _index("unpaired")) | _positions(tokens, _index("misnamed"))


def side_words(text: str, tokens: Sequence[Token] | None = None) -> list[SideWord]:
    """Everything in a text that has a mirror image, in order."""
    tokens = all_tokens(text) if tokens is None else tokens
    kept = unswapped_positions(tokens) | _positions(tokens, _index("misnamed"))
    words: list[SideWord] = []
    for position, token in enumerate(tokens):
        word = token.text.removeprefix(_NON)
        mirrored = _mirror().get(word)
        if mirrored is None or position in kept:
            continue
        start = token.end - len(word)
        by = _cased_like(text[start : token.end], mirrored[0])
        words.append(SideWord(start, token.end, by, mirrored[1], position))
    spans = [found.span(1) for found in _PARENTHESISED.finditer(text)]
    spans += [found.span(group) for found in _COMPARED.finditer(text) for group in (1, 3)]
    for start, end in spans:
        letter = text[start]
        words.append(SideWord(start, end, _MIRRORED_LETTER[letter], "right" if letter in "rR" else "left", None))
    return sorted(words, key=lambda word: word.start)


def swap_sides(text: str) -> str:
    """
    Left and right exchanged: the words in any casing, with suffixes and hyphens (left-sided, rightward), LLL/RLL and
    LUL/RUL, (L)/(R), L>R. Some names keep theirs (`unswapped_positions`). Twice gives `text` again, but for the casing
    of a word such as "righT": left has fewer letters, so no rule could bring every casing back.
    """
    pieces: list[str] = []
    done = 0
    for word in side_words(text):
        pieces += [text[done : word.start], word.by]
        done = word.end
    return "".join([*pieces, text[done:]])


def _cased_like(word: str, replacement: str) -> str:
    """Letter by letter the case of `word`; letters beyond its length have that of its last."""
    return "".join(
        letter.upper() if word[min(at, len(word) - 1)].isupper() else letter for at, letter in enumerate(replacement)
    )
