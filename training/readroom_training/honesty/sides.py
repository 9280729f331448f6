"""Sides: which word names one, and report text with left and right exchanged."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Any, Literal

from .lists import read_list
from .phrases import PhraseIndex, match_phrase, parse_phrase
from .tokens import Token, tokenize

Side = Literal["left", "right", "both"]

_PARENTHESISED = re.compile(r"\(([LlRr])\)")
_COMPARED = re.compile(r"\b([LR])( ?[<>] ?)([LR])\b", re.ASCII)
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


def swap_sides(text: str) -> str:
    """
    Left and right exchanged: the words in any casing, with suffixes and hyphens (left-sided, rightward), LLL/RLL and
    LUL/RUL, (L)/(R), L>R. Some names keep theirs (`unswapped_positions`). Twice gives `text` again.
    """
    tokens = tokenize(text)
    kept = unswapped_positions(tokens)
    changes: list[tuple[int, int, str]] = []
    for position, token in enumerate(tokens):
        mirrored = _sides()["mirror"].get(token.text)
        if mirrored is not None and position not in kept:
            changes.append((token.start, token.end, _cased_like(text[token.start : token.end], mirrored)))
    for found in _PARENTHESISED.finditer(text):
        changes.append((*found.span(1), _MIRRORED_LETTER[found.group(1)]))
    for found in _COMPARED.finditer(text):
        changes.append((*found.span(1), _MIRRORED_LETTER[found.group(1)]))
        changes.append((*found.span(3), _MIRRORED_LETTER[found.group(3)]))
    pieces: list[str] = []
    done = 0
    for start, end, replacement in sorted(changes):
        pieces += [text[done:start], replacement]
        done = end
    return "".join([*pieces, text[done:]])


def _cased_like(word: str, replacement: str) -> str:
    if word == word.lower():
        return replacement
    if word == word.upper():
        return replacement.upper()
    return replacement[:1].upper() + replacement[1:] if word[:1] == word[:1].upper() else replacement
