"""Words that de-identification masked: XXXX in Open-i, ___ in MIMIC-CXR, [** … **] in MIMIC-III.

`has_marks` gives the same answer as src/domain/retrieval/has-marks.ts. A model must never learn to print a mark.
"""

import re
from dataclasses import dataclass, replace
from typing import Literal

from readroom_training.data.records import Rejected, Report
from readroom_training.data.rejections import reject
from readroom_training.data.sentences import renumber, split_sentences

# A bracket's content is a category and perhaps a surrogate name; a longer one was never closed.
_BRACKETS = r"\[\*\*(?:[^\[\]]{0,200}?\*\*\])?"
_CROSSES = r"x{4,}"
_BLANKS = r"_{3,}"
_MARK = re.compile(f"{_BRACKETS}|{_CROSSES}|{_BLANKS}", re.IGNORECASE)

# Clean-up after a mark is gone: what tied it to the sentence.
_EMPTY_PARENTHESES = re.compile(r"\( ?[,;.]? ?\)")
_BLANK_BEFORE_POINT = re.compile(r"\s+([.,;:!?)])")
_POINTS = re.compile(r"([.,;:])(?:\s*[,;:])+|\.(?:\s*\.)+")
_LONE_POINT = re.compile(r"^[\s.,;:]+")

Policy = Literal["keep", "normalise", "drop_marks", "drop_sentences", "drop_report"]


@dataclass(frozen=True, slots=True)
class MarkCounts:
    """How many marks of each kind a text holds."""

    crosses: int
    blanks: int
    brackets: int

    @property
    def total(self) -> int:
        return self.crosses + self.blanks + self.brackets


def count_marks(text: str) -> MarkCounts:
    """Counts by the first character of each mark."""
    kinds = [mark[0] for mark in _MARK.findall(text)]
    return MarkCounts(kinds.count("x") + kinds.count("X"), kinds.count("_"), kinds.count("["))


def has_marks(text: str) -> bool:
    """Whether any mark is in the text."""
    return _MARK.search(text) is not None


def normalise_marks(text: str, mark: str = "___") -> str:
    """Every mark, of whatever origin, as `mark`: so that sets of different origin read alike."""
    return _MARK.sub(lambda _: mark, text)


def drop_marks(text: str) -> str:
    """The text without its marks and without the blanks and commas that only they held together."""
    bare = _EMPTY_PARENTHESES.sub(" ", " ".join(_MARK.sub(" ", text).split()))
    bare = _BLANK_BEFORE_POINT.sub(r"\1", bare)
    bare = _POINTS.sub(lambda match: match[1] or ".", bare)
    return " ".join(_LONE_POINT.sub("", bare).split())


def drop_marked_sentences(text: str) -> str:
    """The text without the sentences that hold a mark, lists numbered anew; a text without marks is untouched."""
    if not has_marks(text):
        return text
    return " ".join(renumber([one for one in split_sentences(text) if not has_marks(one)]))


def handle_marks(report: Report, findings: Policy, impression: Policy, where: str) -> Report | Rejected:
    """The report under a policy for each text; rejected as `marked` where nothing would be left of one."""
    texts = (_apply(report.findings, findings), _apply(report.impression, impression))
    if not texts[0] or not texts[1]:
        return reject(where, "marked")
    return replace(report, findings=texts[0], impression=texts[1])


def _apply(text: str, policy: Policy) -> str:
    if policy == "keep" or not has_marks(text):
        return text
    if policy == "normalise":
        return normalise_marks(text)
    if policy == "drop_marks":
        return drop_marks(text)
    return drop_marked_sentences(text) if policy == "drop_sentences" else ""
