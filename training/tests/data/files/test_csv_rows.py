import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readroom_training.data.files import csv_rows
from readroom_training.data.files.csv_rows import Row, read_rows
from readroom_training.errors import TrainingError


def rows(text: str, delimiter: str = ",", quotes: bool = True) -> list[Row]:
    return list(read_rows(io.StringIO(text), "export.csv", delimiter, quotes))


def test_quotes_and_line_ends_inside_fields_are_text() -> None:
    assert rows('1,"a ""b"", c\nd"\n2,e\n') == [Row(1, ["1", 'a "b", c\nd']), Row(3, ["2", "e"])]


def test_blank_lines_are_no_rows() -> None:
    assert rows("a\n\n\nb") == [Row(1, ["a"]), Row(4, ["b"])]


def test_a_quote_that_never_closes_costs_only_its_own_line() -> None:
    assert rows('1,"open\n2,b\n3,c\n') == [Row(1, None, "bad-row"), Row(2, ["2", "b"]), Row(3, ["3", "c"])]


def test_a_quote_that_closes_too_late_costs_only_the_line_that_opened_it() -> None:
    found = rows('1,"open\n2,"fine",x\n3,c\n')
    assert found == [Row(1, None, "bad-row"), Row(2, ["2", "fine", "x"]), Row(3, ["3", "c"])]


def test_text_behind_a_closing_quote_is_a_broken_row() -> None:
    assert rows('"a"b,c\nd,e') == [Row(1, None, "bad-row"), Row(2, ["d", "e"])]


def test_a_field_of_endless_length_is_rejected_and_the_rest_read() -> None:
    found = rows("1," + "x" * 200_000 + "\n2,b\n3," + "y" * (2 << 20) + "\n4,d")
    assert found == [Row(1, None, "too-long"), Row(2, ["2", "b"]), Row(3, None, "too-long"), Row(4, ["4", "d"])]


def test_without_quoting_a_quotation_mark_is_a_character() -> None:
    assert rows('1\t"open\n2\t5" nodule', "\t", quotes=False) == [Row(1, ["1", '"open']), Row(2, ["2", '5" nodule'])]


def test_a_file_in_another_format_is_refused_instead_of_read_for_hours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_rows, "MAX_BROKEN_ROWS", 3)
    with pytest.raises(TrainingError, match="delimiter and quotes") as error:
        rows('"a"b\n' * 9)
    assert error.value.code == "data/not-a-table"


@given(st.text(alphabet='ab",\n', max_size=40))
def test_every_line_is_in_a_row_or_reported(text: str) -> None:
    found = rows(text)
    starts = [row.number for row in found]
    assert starts == sorted(set(starts))
    held = "".join("".join(row.fields or []) for row in found).count("a")
    lines = text.split("\n")
    lost = sum(lines[row.number - 1].count("a") for row in found if row.fields is None)
    assert held + lost == text.count("a")
