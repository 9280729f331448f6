"""`npm run train -- data stats`: what the recipe's data holds, what was rejected, what leaks. No report text."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace

from readroom_training.config.data_settings import DataSettings
from readroom_training.data.open_data import open_data, read_all
from readroom_training.data.overlap.keys import text_key
from readroom_training.data.overlap.leakage import HeldOut, Leakage
from readroom_training.data.records import HELD_OUT, SPLITS, Rejected, Report
from readroom_training.data.statistics.rejections import RejectionCounter
from readroom_training.data.statistics.split_statistics import SplitStatistics
from readroom_training.data.statistics.table import render


@dataclass(slots=True)
class Stats:
    """The statistics of a data set."""

    splits: dict[str, SplitStatistics]
    leakage: dict[str, Leakage]
    policy: str  # what the recipe does about leakage
    reports: int = 0
    rejections: RejectionCounter = field(default_factory=RejectionCounter)

    def as_json(self) -> dict[str, object]:
        """Plain values."""
        return {
            "reports": self.reports,
            "policy": self.policy,
            "splits": {name: self.splits[name].as_json() for name in SPLITS if name in self.splits},
            "leakage": {name: asdict(one) for name, one in self.leakage.items()},
            "rejected": {"total": self.rejections.total, "by_code": self.rejections.as_json()},
        }

    def as_table(self) -> str:
        """The same for a terminal."""
        return render(self.as_json())


def collect_stats(settings: DataSettings, count_tokens: Callable[[str], int] | None = None) -> Stats:
    """Reads the data twice: for the held-out reports, then for everything.

    Leaking training reports are counted with the others, whatever the recipe does about them. `count_tokens` gives the
    number of tokens of a text. Memory: 32 bytes per report, and the different held-out findings.
    @raises TrainingError as `open_data`
    """
    held_out: dict[str, HeldOut] = {}
    for one in read_all(settings):
        if isinstance(one, Report) and one.split in HELD_OUT:
            held_out.setdefault(one.split, HeldOut()).add(one)
    stats = Stats({}, {split: Leakage() for split in HELD_OUT if split in held_out}, settings.leakage)
    waiting: dict[str, list[int]] = {split: [] for split in held_out}
    trained: set[int] = set()
    for one in open_data(replace(settings, leakage="report")):
        if isinstance(one, Rejected):
            stats.rejections.add(one)
            continue
        stats.reports += 1
        split = one.split or ""
        stats.splits.setdefault(split, SplitStatistics(count_tokens)).add(one)
        if split == "train":
            for name, leakage in stats.leakage.items():
                shared = held_out[name].shared(one)
                leakage.add_training(shared)
                if shared.findings:
                    trained.add(text_key(one.findings))
        else:
            waiting[split].append(text_key(one.findings))
    for name, leakage in stats.leakage.items():
        leakage.held_out = len(waiting[name])
        leakage.seen = sum(key in trained for key in waiting[name])
    return stats
