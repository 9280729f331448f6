"""MIMIC-CXR's official split: mimic-cxr-2.0.0-split.csv.gz of MIMIC-CXR-JPG, one row per image.

Columns dicom_id, study_id, subject_id, split (train, validate, test); https://physionet.org/content/mimic-cxr-jpg/.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from readroom_training.data.files.csv_rows import read_rows
from readroom_training.data.files.streams import open_text
from readroom_training.data.limits import MAX_SPLIT_ROWS
from readroom_training.data.records import Rejected, Split
from readroom_training.data.rejections import reject
from readroom_training.data.splits import known_split
from readroom_training.errors import TrainingError

_PATTERN = "mimic-cxr-*-split.csv*"
_MAX_STUDY = 10**10


@dataclass(slots=True)
class StudySplits:
    """The split of each study; `of` is None for a study that the list does not name, or names with two splits."""

    name: str
    _splits: dict[int, Split | None] = field(default_factory=dict)
    _seen: set[int] = field(default_factory=set)

    def of(self, study: int) -> Split | None:
        """The study's split; it then counts as seen."""
        self._seen.add(study)
        return self._splits.get(study)

    def read(self, path: Path) -> Iterator[Rejected]:
        """Takes the list in, and yields the rows that cannot be used.

        @raises TrainingError `data/missing-column`, `data/not-a-table`, `data/too-large`, and those of `open_text`
        """
        with open_text(path) as stream:
            rows = read_rows(stream, path.name)
            header = next(rows, None)
            names = [] if header is None or header.fields is None else header.fields
            for column in ("study_id", "split"):
                if column not in names:
                    raise TrainingError("data/missing-column", f"{path.name} has no column {column}.")
            study_at, split_at = names.index("study_id"), names.index("split")
            for count, row in enumerate(rows):
                if count >= MAX_SPLIT_ROWS:
                    raise TrainingError("data/too-large", f"{path.name} has more than {MAX_SPLIT_ROWS:,} rows.")
                position = f"{path.name}: line {row.number}"
                if row.fields is None or len(row.fields) != len(names):
                    yield reject(position, row.code or "bad-columns")
                    continue
                if (code := self._take(row.fields[study_at], row.fields[split_at])) is not None:
                    yield reject(position, code)

    def unseen(self) -> Iterator[Rejected]:
        """Studies of the list that no report was read for."""
        for study in self._splits.keys() - self._seen:
            yield reject(f"{self.name}: study {study}", "no-report-file")

    def _take(self, study: str, split: str) -> str | None:
        known = known_split(split)
        if known is None or not (study.isascii() and study.isdigit()) or int(study[:20]) >= _MAX_STUDY:
            return "bad-value"
        if self._splits.setdefault(int(study), known) != known:
            self._splits[int(study)] = None
            return "conflicting-split"
        return None


def find_split_file(reports: Path, named: str | None) -> Path | None:
    """The list of splits: as named, relative to where the reports are, else one beside them or in their folder.

    @raises TrainingError `data/missing-file`
    """
    folder = reports if reports.is_dir() else reports.parent
    if named is not None:
        path = folder / named
        if not path.is_file():
            raise TrainingError("data/missing-file", f"There is no list of splits {path}.")
        return path
    return min(folder.glob(_PATTERN), default=None)
