"""Which problems a text names, whether it affirms them, and on which side."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from .cues import Cues, cue_lists, find_cues
from .lexicon import NOTHING, lexicon
from .phrases import match_phrase
from .sides import Side, named_positions, side_of
from .tokens import Token, sentences

Assertion = Literal["affirmed", "uncertain", "negated", "hypothetical"]

# Two problems joined by "or", "versus" or "/" stand at most this many words apart ("opacity or subtle infiltrate").
JOINED_WITHIN = 4


@dataclass(frozen=True, slots=True)
class Mention:
    concept: str
    assertion: Assertion
    side: Side | None
    sentence: int
    start: int  # offsets in the text, end exclusive
    end: int


@dataclass(frozen=True, slots=True)
class Spot:
    """A concept's words in a sentence: token positions, ascending."""

    concept: str
    positions: Sequence[int]

    @property
    def first(self) -> int:
        return self.positions[0]

    @property
    def last(self) -> int:
        return self.positions[-1]


def claimed(mentions: Iterable[Mention]) -> list[Mention]:
    """Those that say a problem is there, or may be."""
    return [mention for mention in mentions if mention.assertion in ("affirmed", "uncertain")]


def claimed_concepts(text: str) -> list[str]:
    """The concepts of `claimed`, in order of appearance, as often as they are told."""
    return [mention.concept for mention in claimed(find_mentions(text))]


def find_mentions(text: str) -> list[Mention]:
    """In order of appearance."""
    mentions: list[Mention] = []
    for number, sentence in enumerate(sentences(text)):
        spots = find_spots(sentence)
        if not spots:
            continue
        cues = find_cues(sentence)
        assertions = [_assertion(spot, cues) for spot in spots]
        _doubt_alternatives(sentence, spots, assertions)
        sides = spot_sides(sentence, spots)
        for spot, assertion, side in zip(spots, assertions, sides, strict=True):
            start, end = sentence[spot.first].start, sentence[spot.last].end
            mentions.append(Mention(spot.concept, assertion, side, number, start, end))
    return mentions


def find_spots(sentence: Sequence[Token]) -> list[Spot]:
    """Phrases of more words first, then the earlier, then the lexicon's order; a word belongs to one phrase."""
    lex = lexicon()
    found: list[tuple[int, int, int, list[int]]] = []
    stops = cue_lists()["gapStops"]
    for at, token in enumerate(sentence):
        for index in lex.index.starting_with(token.stem):
            phrase = lex.index.phrases[index]
            positions = match_phrase(phrase, sentence, at, stemmed=True, gap_stops=stops)
            if positions is not None:
                found.append((-phrase.words, at, index, positions))
    taken: set[int] = set()
    spots: list[Spot] = []
    for _, _, index, positions in sorted(found):
        if taken.isdisjoint(positions):
            taken.update(positions)
            if lex.owners[index] != NOTHING:
                spots.append(Spot(lex.owners[index], positions))
    return sorted(spots, key=lambda spot: (spot.first, spot.last))


def _assertion(spot: Spot, cues: Cues) -> Assertion:
    kinds = {cue.kind for cue in cues.before if cue.end <= spot.last and not _ended(cues, cue.end, spot.first)}
    kinds |= {cue.kind for cue in cues.after if cue.start > spot.last and not _ended(cues, spot.last + 1, cue.start)}
    for kind in ("negated", "hypothetical", "uncertain"):
        if kind in kinds:
            return kind  # type: ignore[return-value]
    return "affirmed"


def _ended(cues: Cues, start: int, stop: int) -> bool:
    return any(start <= end < stop for end in cues.ends)


def _doubt_alternatives(sentence: Sequence[Token], spots: Sequence[Spot], assertions: list[Assertion]) -> None:
    """In "atelectasis or infiltrate" neither is certain."""
    for at in range(len(spots) - 1):
        between = sentence[spots[at].last + 1 : spots[at + 1].first]
        if len(between) > JOINED_WITHIN or not any(t.text in cue_lists()["joinsUncertain"] for t in between):
            continue
        for side in (at, at + 1):
            if assertions[side] == "affirmed":
                assertions[side] = "uncertain"


def spot_sides(sentence: Sequence[Token], spots: Sequence[Spot]) -> list[Side | None]:
    """
    The side of each spot: that of the words before it back to the previous spot, else after it up to a comma or the
    next spot; else, when it is joined to the previous spot ("and", "or", a comma) or explains it ("may represent"),
    that one's.
    """
    names = named_positions(sentence)
    named = [None if at in names else side_of(token) for at, token in enumerate(sentence)]
    sides: list[Side | None] = []
    for number, spot in enumerate(spots):
        begin = spots[number - 1].last + 1 if number > 0 else 0
        end = spots[number + 1].first if number + 1 < len(spots) else len(sentence)
        before = [side for side in named[begin : spot.last + 1] if side is not None]
        if before:
            sides.append(_together(before))
            continue
        comma = next((at for at in range(spot.last + 1, end) if sentence[at].text == ","), end)
        after = [side for side in named[spot.last + 1 : comma] if side is not None]
        is_last = number + 1 == len(spots)
        if after and is_last:
            sides.append(_together(after))
        elif after and not _leads_to_next(named, spot.last + 1, end, sentence):
            sides.append(after[0])
        elif number > 0 and _joined(sentence[begin : spot.first]):
            sides.append(sides[-1])
        else:
            sides.append(None)
    return sides


def _together(sides: Sequence[Side]) -> Side:
    """ "Left greater than right", "the left upper and both lower lobes": both."""
    return sides[0] if len(set(sides)) == 1 else "both"


def _leads_to_next(named: Sequence[Side | None], begin: int, end: int, sentence: Sequence[Token]) -> bool:
    """Does the side word between two spots belong to the second ("cardiomegaly and left effusion")?"""
    at = next(at for at in range(begin, end) if named[at] is not None)
    return any(sentence[before].text in cue_lists()["leadsOn"] for before in range(begin, at))


def _joined(between: Sequence[Token]) -> bool:
    if not between:
        return False
    joined = between[0].text in cue_lists()["joins"] or between[0].text in (",", "/")
    return joined or any(token.text in cue_lists()["explains"] for token in between)
