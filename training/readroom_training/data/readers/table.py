"""CSV and TSV exports with a header row."""

from collections.abc import Iterator
from pathlib import Path

from readroom_training.data.files.csv_rows import read_rows
from readroom_training.data.files.streams import open_text
from readroom_training.data.limits import MAX_COLUMNS
from readroom_training.data.readers.options import TableOptions
from readroom_training.data.readers.record_report import NAMES, RecordForm, record_report
from readroom_training.data.records import Rejected, Report
from readroom_training.data.rejections import reject
from readroom_training.data.text import clean
from readroom_training.errors import TrainingError

_TABS = (".tsv", ".tab", ".tsv.gz", ".tab.gz")


def read_table(path: Path, options: TableOptions, where: str = "options") -> Iterator[Report | Rejected]:
    """One report or rejection per row; positions are lines of the file, the header being line 1.

    @raises TrainingError `data/missing-column`, `data/not-a-table`, and those of `open_text`
    """
    form = RecordForm.of(options, where)
    delimiter = options.delimiter or ("\t" if path.name.lower().endswith(_TABS) else ",")
    with open_text(path, options.encoding) as stream:
        rows = read_rows(stream, path.name, delimiter, options.quotes)
        first = next(rows, None)
        if first is None or first.fields is None or len(first.fields) > MAX_COLUMNS:
            raise TrainingError("data/not-a-table", f"{path.name} does not begin with a row of column names.")
        header = {clean(name): place for place, name in enumerate(first.fields)}
        _check_header(header, form, options, path.name)
        for row in rows:
            position = f"{path.name}: line {row.number}"
            if row.fields is None:
                yield reject(position, row.code or "bad-row")
            elif len(row.fields) != len(first.fields):
                yield reject(position, "bad-columns")
            else:
                cells = row.fields

                def cell(name: str, cells: list[str] = cells) -> str | None:
                    place = header.get(name)
                    return None if place is None else cells[place]

                yield record_report(cell, form, position, f"{path.name}-{row.number}")


def _check_header(header: dict[str, int], form: RecordForm, options: TableOptions, name: str) -> None:
    named = [column for column in (getattr(options.columns, field) for field in NAMES) if column is not None]
    needed = [form.columns[field] for field in ("report", "findings", "impression") if field in form.columns]
    for column in dict.fromkeys([*named, *needed]):
        if column not in header:
            raise TrainingError("data/missing-column", f"{name} has no column {column[:80]}.")
