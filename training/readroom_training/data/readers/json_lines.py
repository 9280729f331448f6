"""JSON objects, one per line (https://jsonlines.org); our own exports of Open-i among them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from readroom_training.data.files.lines import read_lines
from readroom_training.data.files.streams import open_text
from readroom_training.data.limits import MAX_JSON_LINE_CHARS
from readroom_training.data.readers.options import RecordOptions
from readroom_training.data.readers.record_report import RecordForm, record_report
from readroom_training.data.records import Rejected, Report
from readroom_training.data.rejections import reject


class JsonLine(NamedTuple):
    """A line's object and where it stands."""

    where: str
    number: int
    values: dict[str, object]


def json_objects(path: Path, encoding: str) -> Iterator[JsonLine | Rejected]:
    """The object of each line that is not blank.

    @raises TrainingError as `open_text`
    """
    with open_text(path, encoding) as stream:
        for number, text in read_lines(stream, MAX_JSON_LINE_CHARS):
            position = f"{path.name}: line {number}"
            if text is None:
                yield reject(position, "too-long")
                continue
            if not text.strip():
                continue
            try:
                value = json.loads(text)
            except RecursionError:
                yield reject(position, "too-deep")
                continue
            except ValueError:  # no JSON, or a number of thousands of digits
                yield reject(position, "bad-json")
                continue
            yield JsonLine(position, number, value) if isinstance(value, dict) else reject(position, "not-recognised")


def read_json_lines(path: Path, options: RecordOptions, where: str = "options") -> Iterator[Report | Rejected]:
    """One report or rejection per line. Texts must be strings; identifiers may be numbers, flags true or false.

    @raises TrainingError as `open_text`
    """
    form = RecordForm.of(options, where)
    for one in json_objects(path, options.encoding):
        if isinstance(one, Rejected):
            yield one
            continue
        position, number, values = one
        read = {column: values[column] for column in form.columns.values() if values.get(column) is not None}
        texts = {form.columns[field] for field in ("report", "findings", "impression") if field in form.columns}
        if not all(isinstance(value, str | int | float) for value in read.values()) or not all(
            isinstance(read.get(column, ""), str) for column in texts
        ):
            yield reject(position, "bad-value")
            continue
        plain = {column: value if isinstance(value, str) else json.dumps(value) for column, value in read.items()}
        yield record_report(plain.get, form, position, f"{path.name}-{number}")
