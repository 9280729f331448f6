"""The reports of a run, all of them in the memory of every process: that bounds how many there can be."""

from collections import Counter
from dataclasses import dataclass

from readroom_training.config.settings import Recipe
from readroom_training.data.open_data import open_data
from readroom_training.data.overlap.keys import text_key
from readroom_training.data.records import Rejected, Report
from readroom_training.errors import TrainingError
from readroom_training.train.events import Listener, Message

# The largest collection known, MGH's 6.5 M reports of 3 KB, takes some 26 GB in every process, and an hour or so of
# reading and encoding before the first step. More would have to be streamed, which is not built.
MAX_REPORTS = 8_000_000
# Each report searches all others, twice an epoch: with as many as MIMIC-CXR has (5 ms a search) most of an hour. The
# time grows with the square.
MAX_REPORTS_WITH_EXAMPLES = 250_000


@dataclass(frozen=True, slots=True)
class Reports:
    """Those to learn from, and those to choose weights by."""

    training: list[Report]
    validation: list[Report]


def read_reports(recipe: Recipe, listener: Listener) -> Reports:
    """
    Training and validation reports; what was rejected is told by number and code.
    @raises TrainingError `train/too-many-reports`, and those of `open_data`
    """
    by_split: dict[str, list[Report]] = {"train": [], "validation": []}
    rejected: Counter[str] = Counter()
    for one in open_data(recipe.data):
        if isinstance(one, Rejected):
            rejected[one.code] += 1
        elif one.split in by_split:
            by_split[one.split].append(one)
            _check(recipe, len(by_split["train"]), len(by_split["validation"]))
    for code, count in sorted(rejected.items()):
        listener(Message(f"{count:,} rows gave no report ({code}); `data stats` names them."))
    reports = Reports(by_split["train"], by_split["validation"])
    if seen := _seen(reports):
        told = f"{seen:,} of {len(reports.validation):,} validation reports have the findings of a training report"
        listener(Message(f"{told}; `data stats` tells of all that leaks."))
    return reports


def _seen(reports: Reports) -> int:
    """Weights that know these answers by heart look better than they are."""
    keys = [text_key(report.findings) for report in reports.validation]
    wanted = set(keys)
    found = wanted & {key for report in reports.training if (key := text_key(report.findings)) in wanted}
    return sum(key in found for key in keys)


def _check(recipe: Recipe, training: int, validation: int) -> None:
    """While they are read: afterwards the memory may be gone."""
    if training + validation > MAX_REPORTS:
        raise TrainingError(
            "train/too-many-reports",
            f"Every process keeps all reports in memory, at most {MAX_REPORTS:,}; set a limit on the sources.",
        )
    if recipe.prompt.examples.share > 0 and training > MAX_REPORTS_WITH_EXAMPLES:
        raise TrainingError(
            "train/too-many-reports",
            f"Examples are searched among all training reports, at most {MAX_REPORTS_WITH_EXAMPLES:,}; "
            "set a limit on the sources, or prompt.examples.share to 0.",
        )
