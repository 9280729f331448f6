"""Cues of negation, doubt and hypothesis in a sentence, and how far each reaches."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from .lists import read_list
from .phrases import PhraseIndex, match_phrase, parse_phrase
from .tokens import Token

# After a verb, within so many words must stand "seen" (or the like) for the verb to belong to the list before it.
SEEN_WITHIN = 3


@dataclass(frozen=True, slots=True)
class Cue:
    """Tokens [start, end) of a sentence. `kind` is negated, uncertain or hypothetical."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Cues:
    before: list[Cue]  # reach to the right
    after: list[Cue]  # reach to the left
    ends: list[int]  # positions where every reach stops


@cache
def cue_lists() -> dict[str, Any]:
    lists = read_list("cues.json")
    return {key: frozenset(value) if isinstance(value, list) else value for key, value in lists.items()}


@cache
def _index(where: str) -> tuple[PhraseIndex, list[str]]:
    lists = read_list("cues.json")
    entries = [(phrase, kind) for kind, phrases in lists[where].items() for phrase in phrases]
    entries += [(phrase, "neither") for phrase in lists["neither"]]
    return PhraseIndex([parse_phrase(phrase, stemmed=False) for phrase, _ in entries]), [kind for _, kind in entries]


@cache
def _names() -> PhraseIndex:
    return PhraseIndex([parse_phrase(phrase, stemmed=True) for phrase in read_list("cues.json")["names"]])


def find_cues(sentence: Sequence[Token]) -> Cues:
    return Cues(_find(sentence, "before"), _find(sentence, "after"), _ends(sentence))


def _find(sentence: Sequence[Token], where: str) -> list[Cue]:
    """Longest first at each place, never overlapping; phrases that only look like cues take their place and vanish."""
    index, kinds = _index(where)
    cues: list[Cue] = []
    at = 0
    while at < len(sentence):
        length, kind = 0, ""
        for candidate in index.starting_with(sentence[at].text):
            words = index.phrases[candidate].words
            if words > length and match_phrase(index.phrases[candidate], sentence, at, stemmed=False):
                length, kind = words, kinds[candidate]
        if length > 0 and kind != "neither":
            cues.append(Cue(kind, at, at + length))
        at += max(1, length)
    return cues


def _ends(sentence: Sequence[Token]) -> list[int]:
    lists = cue_lists()
    ends: list[int] = []
    for at, token in enumerate(sentence):
        after = sentence[at + 1].text if at + 1 < len(sentence) else ""
        kept = token.text == "with" and at > 0 and sentence[at - 1].text in lists["keepsWith"]
        if (
            (token.text in lists["ends"] and not kept)
            or token.text == ":"
            or _begins_clause(sentence, at)
            or (token.text in (",", "and") and _opens_statement(sentence, at + 1))
            or (token.text == "," and after not in lists["goesOn"] and _states_something(sentence, at + 1))
        ):
            ends.append(at)
    return ends


def _opens_statement(sentence: Sequence[Token], at: int) -> bool:
    """ "…, heart size normal", but not "…, heart failure or pneumonia": a problem's name is one more of the list."""
    if at == len(sentence) or sentence[at].text not in cue_lists()["starts"]:
        return False
    return not _begins_name(sentence, at) or _states_something(sentence, at)


def _begins_name(sentence: Sequence[Token], at: int) -> bool:
    index = _names()
    candidates = (index.phrases[candidate] for candidate in index.starting_with(sentence[at].stem))
    return any(match_phrase(name, sentence, at, stemmed=True) is not None for name in candidates)


def _begins_clause(sentence: Sequence[Token], at: int) -> bool:
    """ "The lungs are …" after a forgotten full stop."""
    lists = cue_lists()
    if at == 0 or at + 2 >= len(sentence) or sentence[at].text != "the":
        return False
    return sentence[at + 2].text in lists["verbs"] and sentence[at - 1].text not in lists["prepositions"]


def _states_something(sentence: Sequence[Token], start: int) -> bool:
    """Does the part from `start` to the next comma hold a verb of its own ("…, heart size is normal")?"""
    lists = cue_lists()
    for at in range(start, len(sentence)):
        if sentence[at].text == ",":
            return False
        if sentence[at].text in lists["verbs"]:
            after = sentence[at + 1 : at + 1 + SEEN_WITHIN]
            return not any(token.text in lists["seen"] for token in after)
    return False
