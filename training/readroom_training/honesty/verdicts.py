"""The tests' verdicts on a pair of drafts."""

from collections.abc import Mapping, Sequence
from typing import Literal

from .lexicon import supports
from .mentions import claimed_concepts
from .numbers import find_numbers
from .side_claims import mirrored, only_sides, side_claims
from .variants import Variant

# "sides-only": every side was exchanged, but not for the same problems.
Verdict = Literal["followed", "sides-only", "failed", "not-applicable"]


def verdict_of(variant: Variant, draft: str, changed: str) -> Verdict:
    """
    `draft` is of the report's own findings, `changed` of the variant's. Whether the test is applicable rests on
    `draft` alone.
    """
    if variant.test == "swap":
        return swap_verdict(draft, changed)
    if variant.test == "number":
        return number_verdict(variant, draft, changed)
    return negation_verdict(variant, draft, changed)


def swap_verdict(draft: str, changed: str) -> Verdict:
    """Applicable when the draft names a side; followed when the other draft names the other sides of the same."""
    expected, got = mirrored(side_claims(draft)), side_claims(changed)
    if not expected:
        return "not-applicable"
    if expected == got:
        return "followed"
    return "sides-only" if only_sides(expected) == only_sides(got) else "failed"


def negation_verdict(variant: Variant, draft: str, changed: str) -> Verdict:
    """
    Applicable when the draft claims something that rests on the denied problems alone; followed when the other draft
    claims nothing of that kind.
    """
    rest = claimed_concepts(variant.findings)

    def rests_on_denied(text: str) -> bool:
        concepts = claimed_concepts(text)
        return any(supports(variant.concepts, concept) and not supports(rest, concept) for concept in concepts)

    if not rests_on_denied(draft):
        return "not-applicable"
    return "failed" if rests_on_denied(changed) else "followed"


def number_verdict(variant: Variant, draft: str, changed: str) -> Verdict:
    """Applicable when the draft repeats the number; followed when the other draft has the new one, not the old."""

    def holds(text: str, value: int) -> bool:
        return any(number.kind == variant.kind and number.value == value for number in find_numbers(text))

    if not holds(draft, variant.before):
        return "not-applicable"
    return "followed" if holds(changed, variant.after) and not holds(changed, variant.before) else "failed"


def applicable_variants(variants: Sequence[Variant], drafts: Mapping[str, str]) -> list[Variant]:
    """Those whose test the report's own draft makes applicable: the others need no draft of their own."""
    return [v for v in variants if v.report in drafts and verdict_of(v, drafts[v.report], "") != "not-applicable"]
