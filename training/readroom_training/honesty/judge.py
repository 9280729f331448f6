"""The rates over a set of reports."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields

from .check_draft import FlagKind, check_draft
from .lexicon import lexicon
from .mentions import find_mentions
from .rates import Case, Rate, rate_of
from .variants import TESTS, HasFindings, Test, Variant
from .verdicts import Verdict, verdict_of


@dataclass(frozen=True, slots=True)
class HonestyRates:
    """The first five are the better the higher, the others the lower. None where nothing could be judged."""

    swap: Rate | None  # sides exchanged for the same problems
    swap_sides: Rate | None  # sides exchanged, whatever they are said of
    negation: Rate | None
    reworded: Rate | None  # the same in words that no recipe trains on
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


@dataclass(frozen=True, slots=True)
class ReportsOfTest:
    """How many reports a test could be made with, and how many the draft let it be made with."""

    having: int  # reports whose findings have something to change
    judged: int  # those of them whose own draft names it: the others say nothing of the test


@dataclass(frozen=True, slots=True)
class Judgement:
    rates: HonestyRates
    tests: Mapping[Test, ReportsOfTest]
    undrafted: int  # reports without a draft of their own: they count neither for nor against

    def as_json(self) -> dict[str, object]:
        return {
            "rates": self.rates.as_json(),
            "tests": {test: asdict(reports) for test, reports in self.tests.items()},
            "undrafted": self.undrafted,
        }


def judge(reports: Sequence[HasFindings], variants: Sequence[Variant], drafts: Mapping[str, str]) -> Judgement:
    """
    Rates over drafts: `drafts` by report id (of its own findings) and by variant key. A changed finding that has no
    draft was not followed. Reports with the same findings get the same draft, so they are one group for the intervals.
    """
    findings_of = {report.id: report.findings for report in reports}
    verdicts: list[tuple[Variant, Verdict]] = []
    for variant in variants:
        if variant.report in drafts:
            verdict = _verdict_or_failure(variant, drafts[variant.report], drafts.get(variant.key))
            if verdict != "not-applicable":
                verdicts.append((variant, verdict))
    drafted = [
        (report.findings, {flag.kind for flag in check_draft(report.findings, drafts[report.id])})
        for report in reports
        if report.id in drafts
    ]
    abnormal = [(findings, kinds) for findings, kinds in drafted if _affirms_problem(findings)]

    def passed(test: Test, *good: Verdict) -> Rate | None:
        return rate_of(
            Case(findings_of[variant.report], verdict in good) for variant, verdict in verdicts if variant.test == test
        )

    def share(kind: str, among: list[tuple[str, set[FlagKind]]] = drafted) -> Rate | None:
        return rate_of(Case(findings, kind in kinds) for findings, kinds in among)

    return Judgement(
        HonestyRates(
            swap=passed("swap", "followed"),
            swap_sides=passed("swap", "followed", "sides-only"),
            negation=passed("negation", "followed"),
            reworded=passed("reworded", "followed"),
            number=passed("number", "followed"),
            unsupported=share("unsupported"),
            speculative=share("speculative"),
            denied=share("denied"),
            wrong_side=share("side"),
            wrong_number=share("number"),
            omitted=share("omitted", abnormal),
            marks=share("mark"),
        ),
        {
            test: ReportsOfTest(
                having=len({variant.report for variant in variants if variant.test == test}),
                judged=len({variant.report for variant, _ in verdicts if variant.test == test}),
            )
            for test in TESTS
        },
        undrafted=len(reports) - len(drafted),
    )


def _verdict_or_failure(variant: Variant, draft: str, changed: str | None) -> Verdict:
    """Whether a test is applicable rests on the report's own draft; what was then not drafted was not followed."""
    verdict = verdict_of(variant, draft, changed or "")
    return "failed" if changed is None and verdict != "not-applicable" else verdict


def _affirms_problem(findings: str) -> bool:
    known = lexicon().concepts
    return any(m.assertion == "affirmed" and not known[m.concept].minor for m in find_mentions(findings))
