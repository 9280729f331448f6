"""What the reports of one split are like."""

from collections.abc import Callable

from readroom_training.data.deidentified import count_marks
from readroom_training.data.overlap.duplicates import DuplicateCounter
from readroom_training.data.records import Report
from readroom_training.data.statistics.lengths import Lengths
from readroom_training.data.statistics.tally import Tally
from readroom_training.data.text import words
from readroom_training.metrics.baselines import is_abnormal

TEXTS = ("findings", "impression")
GROUPS = ("modality", "body_part", "findings_from")


class SplitStatistics:
    """Collects over the reports of a split."""

    def __init__(self, count_tokens: Callable[[str], int] | None) -> None:
        self._count_tokens = count_tokens
        self._reports = 0
        self._patients_known = 0
        self._abnormal = 0
        self._addenda = 0
        self._marked = dict.fromkeys(TEXTS, 0)
        self._marks = {"crosses": 0, "blanks": 0, "brackets": 0}
        self._words = {text: Lengths() for text in TEXTS}
        self._tokens = {text: Lengths() for text in (*TEXTS, "both")}
        self._groups = {group: Tally() for group in GROUPS}
        self._years = Tally()
        self._duplicates = DuplicateCounter()

    def add(self, report: Report) -> None:
        """Takes a report in."""
        self._reports += 1
        self._patients_known += report.patient is not None
        self._abnormal += is_abnormal(report.impression)
        self._addenda += report.meta.get("addendum") == "true"
        self._duplicates.add(report)
        for group, tally in self._groups.items():
            tally.add(report.meta.get(group))
        self._years.add(report.meta.get("date", "")[:4])
        tokens = 0
        for name in TEXTS:
            text: str = getattr(report, name)
            self._words[name].add(len(words(text)))
            self._count_marks(name, text)
            if self._count_tokens is not None:
                count = self._count_tokens(text)
                self._tokens[name].add(count)
                tokens += count
        self._tokens["both"].add(tokens)

    def _count_marks(self, name: str, text: str) -> None:
        marks = count_marks(text)
        self._marked[name] += marks.total > 0
        self._marks["crosses"] += marks.crosses
        self._marks["blanks"] += marks.blanks
        self._marks["brackets"] += marks.brackets

    def as_json(self) -> dict[str, object]:
        """Plain values; tokens are null where no tokenizer counted them."""
        duplicates = self._duplicates.counts()
        tokens = {name: lengths.summary().as_json() for name, lengths in self._tokens.items()}
        return {
            "reports": self._reports,
            "with_patient": self._patients_known,
            "abnormal": self._abnormal,
            "with_addendum": self._addenda,
            "words": {name: lengths.summary().as_json() for name, lengths in self._words.items()},
            "tokens": tokens if self._count_tokens is not None else None,
            "marked_findings": self._marked["findings"],
            "marked_impressions": self._marked["impression"],
            "marks": self._marks,
            "duplicates": {
                "ids": duplicates.repeated_ids,
                "pairs": duplicates.repeated_pairs,
                "findings": duplicates.repeated_findings,
                "template_reports": duplicates.template_reports,
                "template_share": round(duplicates.template_share, 4),
                "distinct_impressions": duplicates.distinct_impressions,
                "commonest_impression": duplicates.commonest_impression,
            },
            **{group: tally.as_json() for group, tally in self._groups.items()},
            "year": self._years.as_json(),
        }
