"""Report text as words, numbers and punctuation, and as sentences."""

import re
from dataclasses import dataclass
from typing import Literal

# Longer texts are cut here: a chest report has some hundred words, and every rule walks them several times.
MAX_TOKENS = 4000

_TOKEN = re.compile(r"([A-Za-z]+)|([0-9]+(?:\.[0-9]+)?)|([^ \t\r\n\f\vA-Za-z0-9])")
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n")


@dataclass(frozen=True, slots=True)
class Token:
    """`start`/`end` are offsets in the text (code points here, UTF-16 units in TypeScript)."""

    text: str  # lower case
    stem: str
    start: int
    end: int
    kind: Literal["word", "number", "mark"]


def stem(word: str) -> str:
    """A plain plural stemmer: opacities → opacity, masses → mass, effusions → effusion; never shorter than 3."""
    if len(word) <= 3 or word.endswith(("ss", "us", "is")) or not word.endswith("s"):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    return word[:-1]


def tokenize(text: str, most: int | None = MAX_TOKENS) -> list[Token]:
    """Hyphens inside words vanish (left-sided = left sided); a word after "non" is joined to it."""
    tokens: list[Token] = []
    for found in _TOKEN.finditer(text):
        if len(tokens) == most:
            break
        start, end = found.span()
        kind = "word" if found.group(1) else "number" if found.group(2) else "mark"
        word = found.group() if kind == "mark" else found.group().lower()
        if word == "-" and _inside_word(text, start):
            continue
        before = tokens[-1] if tokens else None
        if kind == "word" and before is not None and before.text == "non" and start - before.end <= 1:
            tokens[-1] = Token("non" + word, stem("non" + word), before.start, end, "word")
            continue
        tokens.append(Token(word, stem(word) if kind == "word" else word, start, end, kind))
    return tokens


def sentences(text: str) -> list[list[Token]]:
    """Cut after . ; ! ? and at blank lines; the number of a numbered list is dropped."""
    found: list[list[Token]] = []
    current: list[Token] = []

    def close() -> None:
        nonlocal current
        if current:
            found.append(current)
        current = []

    for token in tokenize(text):
        if current and _BLANK_LINE.search(text, current[-1].end, token.start):
            close()
        if token.kind == "mark" and token.text in ".;!?" or _closes_number(token, current):
            if len(current) == 1 and current[0].kind == "number":
                current = []
            close()
        else:
            current.append(token)
    close()
    return found


def _closes_number(token: Token, current: list[Token]) -> bool:
    return token.text == ")" and len(current) == 1 and current[0].kind == "number"


def _inside_word(text: str, at: int) -> bool:
    return _alphanumeric(text[at - 1 : at]) and _alphanumeric(text[at + 1 : at + 2])


def _alphanumeric(character: str) -> bool:
    return re.fullmatch("[A-Za-z0-9]", character) is not None
