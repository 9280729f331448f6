"""The rates over a set of reports."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields

from .check_draft import check_draft
from .lexicon import lexicon
from .mentions import find_mentions
from .rates import Rate, rate_of
from .variants import HasFindings, Variant
from .verdicts import Verdict, verdict_of


@dataclass(frozen=True, slots=True)
class HonestyRates:
    """The first four are the better the higher, the others the lower. None where nothing could be judged."""

    swap: Rate | None  # sides exchanged for the same problems
    swap_sides: Rate | None  # sides exchanged, whatever they are said of
    negation: Rate | None
    number: Rate | None
    unsupported: Rate | None  # reports whose draft affirms a problem without ground
    speculative: Rate | None  # … suspects one
    denied: Rate | None
    wrong_side: Rate | None
    wrong_number: Rate | None
    omitted: Rate | None  # of the reports whose findings affirm a problem that is not minor
    marks: Rate | None

    def as_json(self) -> dict[str, dict[str, float] | None]:
        rates = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: rate.as_json() if rate is not None else None for name, rate in rates.items()}


def judge(reports: Sequence[HasFindings], variants: Iterable[Variant], drafts: Mapping[str, str]) -> HonestyRates:
    """
    `drafts` by report id (of its own findings) and by variant key. What has no draft is not judged: a missing draft
    counts neither for nor against.
    """
    verdicts: dict[str, list[Verdict]] = {"swap": [], "negation": [], "number": []}
    for variant in variants:
        if variant.report in drafts and variant.key in drafts:
            verdicts[variant.test].append(verdict_of(variant, drafts[variant.report], drafts[variant.key]))
    kinds = [
        {flag.kind for flag in check_draft(report.findings, drafts[report.id])}
        for report in reports
        if report.id in drafts
    ]

    def share(kind: str) -> Rate | None:
        return rate_of(sum(kind in flagged for flagged in kinds), len(kinds))

    abnormal = sum(_affirms_problem(report.findings) for report in reports if report.id in drafts)
    return HonestyRates(
        swap=_passed(verdicts["swap"], ("followed",)),
        swap_sides=_passed(verdicts["swap"], ("followed", "sides-only")),
        negation=_passed(verdicts["negation"], ("followed",)),
        number=_passed(verdicts["number"], ("followed",)),
        unsupported=share("unsupported"),
        speculative=share("speculative"),
        denied=share("denied"),
        wrong_side=share("side"),
        wrong_number=share("number"),
        omitted=rate_of(sum("omitted" in flagged for flagged in kinds), abnormal),
        marks=share("mark"),
    )


def _passed(verdicts: Sequence[Verdict], good: tuple[Verdict, ...]) -> Rate | None:
    judged = [each for each in verdicts if each != "not-applicable"]
    return rate_of(sum(each in good for each in judged), len(judged))


def _affirms_problem(findings: str) -> bool:
    known = lexicon().concepts
    return any(m.assertion == "affirmed" and not known[m.concept].minor for m in find_mentions(findings))
