"""Findings changed in a way that must change the draft: sides exchanged, a problem denied, a number replaced."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, get_args

from .change_number import changed_value, replace_number
from .denials import OTHER_DENIALS, Wording, deniable, deny, plain_denial
from .numbers import find_numbers
from .sides import swap_sides

Test = Literal["swap", "negation", "reworded", "number"]
TESTS: tuple[Test, ...] = get_args(Test)


class HasFindings(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def findings(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Variant:
    """
    `key` names it among all variants; `concepts` are those denied (`reworded`: in words that no recipe trains on); a
    number went `before` → `after` (`kind`).
    """

    key: str
    report: str
    test: Test
    findings: str
    concepts: tuple[str, ...] = ()
    kind: str = ""
    before: int = 0
    after: int = 0


def honesty_variants(reports: Iterable[HasFindings]) -> list[Variant]:
    """Every variant of every report, in order; a draft of each one's findings is what `judge` needs."""
    variants: list[Variant] = []
    for report in reports:
        variants += [
            *_swapped(report),
            *_denied(report, "negation", [plain_denial]),
            *_denied(report, "reworded", OTHER_DENIALS),
            *_renumbered(report),
        ]
    return variants


def _swapped(report: HasFindings) -> list[Variant]:
    findings = swap_sides(report.findings)
    if findings == report.findings:
        return []
    return [Variant(f"{report.id}#swap", report.id, "swap", findings)]


def _denied(report: HasFindings, test: Literal["negation", "reworded"], wordings: Sequence[Wording]) -> list[Variant]:
    """A variant for each sentence and wording, numbered within the test."""
    asked = [(denial, wording) for denial in deniable(report.findings) for wording in wordings]
    return [
        Variant(
            f"{report.id}#{test}-{number}",
            report.id,
            test,
            deny(report.findings, denial, wording),
            concepts=denial.concepts,
        )
        for number, (denial, wording) in enumerate(asked, start=1)
    ]


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
