"""Findings changed in a way that must change the draft: sides exchanged, a problem denied, a number replaced."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, Protocol

from .change_number import changed_value, replace_number
from .lexicon import lexicon, supports
from .mentions import Mention, find_mentions
from .numbers import find_numbers
from .sides import swap_sides
from .tokens import sentences

# A sentence with more problems than this would turn into a list that no radiologist writes.
MAX_DENIED = 3

# Nobody writes "No sternotomy": hardware and old surgery are told when they are there.
_NEVER_DENIED = "device"


class HasFindings(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def findings(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Variant:
    """`key` names it among all variants; `concepts` are those denied; a number went `before` → `after` (`kind`)."""

    key: str
    report: str
    test: Literal["swap", "negation", "number"]
    findings: str
    concepts: tuple[str, ...] = ()
    kind: str = ""
    before: int = 0
    after: int = 0


def honesty_variants(reports: Iterable[HasFindings]) -> list[Variant]:
    """Every variant of every report, in order; a draft of each one's findings is what `judge` needs."""
    variants: list[Variant] = []
    for report in reports:
        variants += [*_swapped(report), *_denied(report), *_renumbered(report)]
    return variants


def claimed(mentions: Iterable[Mention]) -> list[Mention]:
    """Those that say a problem is there, or may be."""
    return [mention for mention in mentions if mention.assertion in ("affirmed", "uncertain")]


def _swapped(report: HasFindings) -> list[Variant]:
    findings = swap_sides(report.findings)
    if findings == report.findings:
        return []
    return [Variant(f"{report.id}#swap", report.id, "swap", findings)]


def _denied(report: HasFindings) -> list[Variant]:
    """Each sentence that claims problems, replaced by "No A, B or C.", unless the rest still carries all of them."""
    mentions = find_mentions(report.findings)
    variants: list[Variant] = []
    for number in sorted({mention.sentence for mention in claimed(mentions)}):
        inside = [mention for mention in mentions if mention.sentence == number]
        concepts = list(dict.fromkeys(mention.concept for mention in claimed(inside)))
        rest = [mention.concept for mention in claimed(mentions) if mention.sentence != number]
        known = lexicon().concepts
        if len(concepts) > MAX_DENIED or any(known[id].category == _NEVER_DENIED for id in concepts):
            continue
        denied = tuple(id for id in concepts if not supports(rest, id))
        if len(denied) < len(concepts):
            continue
        findings = _replace_sentence(report.findings, number, f"No {_listed([known[id].name for id in denied])}")
        key = f"{report.id}#negation-{len(variants) + 1}"
        variants.append(Variant(key, report.id, "negation", findings, concepts=denied))
    return variants


def _renumbered(report: HasFindings) -> list[Variant]:
    numbers = find_numbers(report.findings)
    variants: list[Variant] = []
    seen: set[tuple[str, int]] = set()
    for number in numbers:
        if (number.kind, number.value) in seen:
            continue
        seen.add((number.kind, number.value))
        value = changed_value(number, {other.value for other in numbers if other.kind == number.kind})
        if value is None:
            continue
        key = f"{report.id}#number-{len(variants) + 1}"
        findings = replace_number(report.findings, numbers, number, value)
        variants.append(Variant(key, report.id, "number", findings, kind=number.kind, before=number.value, after=value))
    return variants


def _replace_sentence(text: str, number: int, replacement: str) -> str:
    sentence = sentences(text)[number]
    return text[: sentence[0].start] + replacement + text[sentence[-1].end :]


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
