"""What a draft says of which side: the swap test compares these."""

from collections import Counter

from .mentions import find_spots
from .sides import Side, mirror, side_of, unswapped_positions
from .tokens import Token, sentences

# A side word with no known problem in its sentence is told apart by the word after it.
_NOTHING = "-"


def side_claims(text: str) -> Counter[tuple[Side, str]]:
    """
    Each left or right (not "both", not in a name that keeps its side) with what it is about: the nearest problem after
    it in its sentence, else the nearest before it, else the word after it.
    """
    claims: Counter[tuple[Side, str]] = Counter()
    for sentence in sentences(text):
        kept = unswapped_positions(sentence)
        spots = find_spots(sentence)
        for at, token in enumerate(sentence):
            side = side_of(token)
            if side in ("left", "right") and at not in kept:
                after = [spot for spot in spots if spot.last > at]
                before = [spot for spot in spots if spot.last < at]
                about = after[0].concept if after else before[-1].concept if before else _word_after(sentence, at)
                claims[side, about] += 1
    return claims


def mirrored(claims: Counter[tuple[Side, str]]) -> Counter[tuple[Side, str]]:
    return Counter({(mirror(side), about): count for (side, about), count in claims.items()})


def only_sides(claims: Counter[tuple[Side, str]]) -> Counter[Side]:
    counts: Counter[Side] = Counter()
    for (side, _), count in claims.items():
        counts[side] += count
    return counts


def _word_after(sentence: list[Token], at: int) -> str:
    return sentence[at + 1].stem if at + 1 < len(sentence) else _NOTHING
