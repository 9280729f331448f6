import io

import pytest

from readroom_training.data.files.lines import Line, read_lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", []),
        ("a\nbc\n", [(1, "a\n"), (2, "bc\n")]),
        ("abc", [(1, "abc")]),
        ("abc\n", [(1, "abc\n")]),
        ("abcd\ne", [(1, None), (2, "e")]),
        ("abcdefghijkl\n\ne", [(1, None), (2, "\n"), (3, "e")]),
        ("abcdefgh", [(1, None)]),
    ],
)
def test_a_line_over_the_limit_is_told_and_the_next_one_is_whole(text: str, lines: list[tuple[int, str]]) -> None:
    assert list(read_lines(io.StringIO(text), 3)) == [Line(*one) for one in lines]
