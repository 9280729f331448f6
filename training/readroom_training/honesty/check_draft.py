"""Everything in a draft that its findings do not carry, and what it leaves out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ..data.deidentified import has_marks
from .lexicon import leads_to, lexicon, supports
from .mentions import Mention, find_mentions
from .numbers import find_numbers
from .sides import Side
from .variants import claimed

FlagKind = Literal[
    "unsupported",  # the draft affirms a problem that the findings neither name nor imply
    "speculative",  # the draft only suspects such a problem
    "denied",  # the draft denies a problem that the findings affirm
    "omitted",  # the findings affirm a problem that the draft does not name
    "omitted-minor",  # the same of an incidental or long known one
    "side",  # the findings tell the problem of another side, or never name that side
    "number",  # a length, level, rib or count that the findings do not hold
    "mark",  # a mark of de-identification
]


@dataclass(frozen=True, slots=True)
class Flag:
    """[start, end) are offsets in the draft, or in the findings for what is omitted; -1 for a mark."""

    kind: FlagKind
    concept: str = ""
    side: Side | None = None
    start: int = -1
    end: int = -1


def check_draft(findings: str, draft: str) -> list[Flag]:
    found, drafted = find_mentions(findings), find_mentions(draft)
    flags = [Flag("mark")] if has_marks(draft) else []
    return [
        *flags,
        *_unsupported(found, drafted),
        *_denied(found, drafted),
        *_wrong_sides(found, drafted),
        *_wrong_numbers(findings, draft),
        *_omitted(found, drafted),
    ]


def _once(flags: Sequence[Flag]) -> list[Flag]:
    """The first flag of each kind, concept and side."""
    first: dict[tuple[str, str, Side | None], Flag] = {}
    for flag in flags:
        first.setdefault((flag.kind, flag.concept, flag.side), flag)
    return list(first.values())


def _flag(kind: FlagKind, mention: Mention) -> Flag:
    return Flag(kind, mention.concept, mention.side, mention.start, mention.end)


def _unsupported(found: Sequence[Mention], drafted: Sequence[Mention]) -> list[Flag]:
    concepts = [mention.concept for mention in claimed(found)]
    flags = [
        _flag("unsupported" if mention.assertion == "affirmed" else "speculative", mention)
        for mention in claimed(drafted)
        if not supports(concepts, mention.concept)
    ]
    return _once(flags)


def _denied(found: Sequence[Mention], drafted: Sequence[Mention]) -> list[Flag]:
    lex = lexicon()
    named = [mention.concept for mention in claimed(drafted)]
    flags = []
    for mention in drafted:
        if mention.assertion != "negated" or supports(named, mention.concept):
            continue
        affirmed = [
            other
            for other in found
            if other.assertion == "affirmed"
            and mention.concept in lex.ancestors[other.concept]
            and not lex.concepts[other.concept].minor
            and not _other_side(mention.side, other.side)
        ]
        if affirmed:
            flags.append(_flag("denied", mention))
    return _once(flags)


def _wrong_sides(found: Sequence[Mention], drafted: Sequence[Mention]) -> list[Flag]:
    named = {mention.side for mention in found}
    flags = []
    for mention in claimed(drafted):
        if mention.side is None:
            continue
        # Unsupported problems are flagged as such; their side is no second error.
        sides = [other.side for other in claimed(found) if supports([other.concept], mention.concept)]
        if sides and not _side_fits(mention.side, sides, named):
            flags.append(_flag("side", mention))
    return _once(flags)


def _side_fits(side: Side, sides: Sequence[Side | None], named: set[Side | None]) -> bool:
    """`sides` are those of the findings that carry the problem, `named` all that the findings name."""
    if side in sides:
        return True
    if side == "both":
        return {"left", "right"} <= set(sides) or None in sides
    # A problem without a side may stand beside one told elsewhere; a side that is nowhere is invented.
    return "both" in sides or (None in sides and (side in named or "both" in named))


def _other_side(a: Side | None, b: Side | None) -> bool:
    return {a, b} == {"left", "right"}


def _wrong_numbers(findings: str, draft: str) -> list[Flag]:
    known = {(number.kind, number.value) for number in find_numbers(findings)}
    return [
        Flag("number", number.kind, None, number.start, number.end)
        for number in find_numbers(draft)
        if (number.kind, number.value) not in known
    ]


def _omitted(found: Sequence[Mention], drafted: Sequence[Mention]) -> list[Flag]:
    lex = lexicon()
    concepts = [mention.concept for mention in claimed(found)]
    named = [mention.concept for mention in claimed(drafted)]
    denied = [mention.concept for mention in drafted if mention.assertion == "negated"]
    flags = []
    for mention in found:
        told = _told(mention.concept, named, concepts)
        # What the draft denies is flagged as denied.
        if mention.assertion == "affirmed" and not told and lex.ancestors[mention.concept].isdisjoint(denied):
            minor = lex.concepts[mention.concept].minor
            flags.append(_flag("omitted-minor" if minor else "omitted", mention))
    return _once(flags)


def _told(concept: str, named: Sequence[str], found: Sequence[str]) -> bool:
    """Is it named itself, more generally, more precisely, or as the conclusion it leads to?"""
    ancestors = lexicon().ancestors
    return any(leads_to(concept, other, found) or concept in ancestors[other] for other in named)
