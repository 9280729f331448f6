"""On which reports a system is judged: as src/domain/metrics/report-views.ts."""

from collections.abc import Sequence
from dataclasses import dataclass

from .baselines import is_abnormal
from .bootstrap import Interval, bootstrap_mean
from .rouge import NAMES, RougeScores


@dataclass(frozen=True, slots=True)
class View:
    """Some of the reports, by their indices."""

    name: str
    members: tuple[int, ...]


def report_views(impressions: Sequence[str], seen: Sequence[bool | None]) -> list[View]:
    """All reports, those whose findings are not in the training data and the abnormal ones, as far as there are any.

    A third of Open-i is templates, so the first view alone flatters everyone.
    `seen` is None where that is not known.
    """
    places = range(len(impressions))
    views = [
        View("all", tuple(places)),
        View("unseen findings", tuple(i for i in places if seen[i] is False)),
        View("abnormal", tuple(i for i in places if is_abnormal(impressions[i]))),
    ]
    return [view for view in views if view.members]


@dataclass(frozen=True, slots=True)
class ViewScores:
    """Figures of one system on one view, 0 to 1."""

    name: str
    reports: int
    rouge: dict[str, Interval]  # by the names of `rouge.NAMES`


def view_scores(scores: Sequence[RougeScores], views: Sequence[View]) -> list[ViewScores]:
    """The figures of one system; `scores` holds one entry for each report."""
    return [
        ViewScores(
            view.name,
            len(view.members),
            {name: interval for name in NAMES if (interval := _interval(scores, view, name)) is not None},
        )
        for view in views
    ]


def _interval(scores: Sequence[RougeScores], view: View, name: str) -> Interval | None:
    return bootstrap_mean([getattr(scores[i], name) for i in view.members])
