"""Phrases of words with alternatives (a|b) and gaps (...), found in a sentence."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from .tokens import Token, stem

# Words that may stand in a gap: enough for "heart size is moderate to severely enlarged", too few to reach the next
# statement.
MAX_GAP = 5

GAP = "..."


@dataclass(frozen=True, slots=True)
class Phrase:
    """`parts` are sets of alternatives; None is a gap. `words` counts the others."""

    parts: tuple[frozenset[str] | None, ...]
    words: int


def parse_phrase(text: str, stemmed: bool) -> Phrase:
    """`text`: words by spaces, alternatives by |, a gap by ...; compared by stem, or as they are."""
    parts = tuple(
        None if part == GAP else frozenset(stem(word) if stemmed else word for word in part.split("|"))
        for part in text.split(" ")
    )
    return Phrase(parts, words=sum(part is not None for part in parts))


def match_phrase(
    phrase: Phrase, sentence: Sequence[Token], at: int, stemmed: bool, gap_stops: Collection[str] = ()
) -> list[int] | None:
    """Positions in `sentence` of the phrase's words when it begins at `at`, the shortest gaps first; else None."""
    positions: list[int] = []
    position, gap = at, False
    for part in phrase.parts:
        if part is None:
            gap = True
            continue
        reach = MAX_GAP if gap else 0
        found = _first_hit(part, sentence, position, reach, stemmed, gap_stops)
        if found is None:
            return None
        positions.append(found)
        position, gap = found + 1, False
    return positions


def _first_hit(
    part: frozenset[str], sentence: Sequence[Token], start: int, reach: int, stemmed: bool, stops: Collection[str]
) -> int | None:
    for position in range(start, min(start + reach + 1, len(sentence))):
        token = sentence[position]
        if (token.stem if stemmed else token.text) in part:
            return position
        if token.kind == "mark" or token.text in stops:
            return None
    return None


class PhraseIndex:
    """Phrases by their first word, so that a sentence is walked once."""

    def __init__(self, phrases: Sequence[Phrase]) -> None:
        self.phrases = phrases
        self._by_first: dict[str, list[int]] = {}
        for index, phrase in enumerate(phrases):
            for word in phrase.parts[0] or ():
                self._by_first.setdefault(word, []).append(index)

    def starting_with(self, word: str) -> list[int]:
        return self._by_first.get(word, [])
