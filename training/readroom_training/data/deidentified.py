"""Words that de-identification masked: XXXX in Open-i, ___ in MIMIC-CXR, [** … **] in MIMIC-III.

`has_marks` gives the same answer as src/domain/retrieval/has-marks.ts. A model must never learn to print a mark.
"""

import re
from dataclasses import dataclass

from readroom_training.data.sentences import renumber, split_sentences

# A bracket's content is a category and perhaps a surrogate name; a longer one was never closed.
_BRACKETS = r"\[\*\*(?:[^\[\]]{0,200}?\*\*\])?"
_CROSSES = r"x{4,}"
_BLANKS = r"_{3,}"
_MARK = re.compile(f"{_BRACKETS}|{_CROSSES}|{_BLANKS}", re.IGNORECASE)


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


def drop_marked_sentences(text: str) -> str:
    """The text without the sentences that hold a mark, lists numbered anew; a text without marks is untouched."""
    if not has_marks(text):
        return text
    return " ".join(renumber([one for one in split_sentences(text) if not has_marks(one)]))
