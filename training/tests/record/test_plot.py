"""The charts: well-formed, every value inside the picture, no name that breaks out of it."""

import re
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from readroom_training.record.plot import Series, line_chart, thin, ticks

NUMBERS = st.floats(min_value=-1e12, max_value=1e12)


@given(st.lists(st.tuples(NUMBERS, NUMBERS), max_size=40))
def test_every_point_lies_inside_the_picture(points: list[tuple[float, float]]) -> None:
    chart = line_chart("Loss", "epoch", "nats", [Series("training", points)])
    ElementTree.fromstring(chart)
    for x, y in re.findall(r"(-?[\d.]+),(-?[\d.]+)", "".join(re.findall(r'points="([^"]*)"', chart))):
        assert 0 <= float(x) <= 720 and 0 <= float(y) <= 400


def test_a_name_with_markup_stays_text() -> None:
    chart = line_chart('<a href="x">&', "x", "y", [Series("<script>", [(0, 1), (1, 2)])])
    assert "<script>" not in chart
    ElementTree.fromstring(chart)


def test_values_that_are_not_finite_leave_a_gap_and_not_an_error() -> None:
    chart = line_chart("x", "x", "y", [Series("a", [(0, float("nan")), (1, 2.0), (2, float("inf")), (3, 1.0)])])
    (points,) = re.findall(r'points="([^"]*)"', chart)
    assert len(points.split()) == 2


def test_many_points_become_means_of_neighbours() -> None:
    thinned = thin([(float(i), float(i % 2)) for i in range(1_000)], 100)
    assert len(thinned) == 100
    assert {y for _, y in thinned} == {0.5}


@given(NUMBERS, NUMBERS)
def test_ticks_enclose_the_range_and_are_few(one: float, other: float) -> None:
    low, high = sorted((one, other))
    found = ticks(low, high)
    slack = 1e-9 * max(abs(low), abs(high), 1e-300)
    assert found[0] <= low + slack and found[-1] >= high - slack
    assert 2 <= len(found) <= 8
