"""Line charts as SVG, small enough to look at in a run folder; no drawing library for two pictures."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, isfinite, log10

Point = tuple[float, float]

_WIDTH, _HEIGHT = 720, 400
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 16, 40, 48
_TICKS = 5
# More points than pixels across show nothing more.
_MOST_POINTS = 600
# Told apart by readers with any colour vision (Okabe and Ito 2008).
_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")


@dataclass(frozen=True, slots=True)
class Series:
    """One line; points in the order of x."""

    name: str
    points: Sequence[Point]


def line_chart(title: str, x_label: str, y_label: str, series: Sequence[Series]) -> str:
    """An SVG document; points that are not finite are left out."""
    shown = [Series(one.name, thin([p for p in one.points if all(map(isfinite, p))], _MOST_POINTS)) for one in series]
    points = [point for one in shown for point in one.points] or [(0.0, 0.0)]
    x_ticks = ticks(min(x for x, _ in points), max(x for x, _ in points))
    y_ticks = ticks(min(y for _, y in points), max(y for _, y in points))
    place = _Scale(x_ticks, y_ticks)
    body = [
        *_axes(place, x_ticks, y_ticks),
        *(_line(place, one, colour) for one, colour in zip(shown, _cycle(len(shown)), strict=True)),
        *_legend(shown),
        _text(_LEFT, 20, title, anchor="start", size=15),
        _text((_LEFT + _WIDTH - _RIGHT) / 2, _HEIGHT - 10, x_label),
        f'<g transform="translate(16 {_HEIGHT / 2:.0f}) rotate(-90)">{_text(0, 0, y_label)}</g>',
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        f'aria-label="{escape(title)}" font-family="sans-serif" fill="#222">'
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>{"".join(body)}</svg>\n'
    )


def thin(points: Sequence[Point], most: int) -> list[Point]:
    """At most `most` points, each the mean of equally many neighbours."""
    group = ceil(len(points) / most) if points else 1
    parts = [points[i : i + group] for i in range(0, len(points), group)]
    return [(sum(x for x, _ in part) / len(part), sum(y for _, y in part) / len(part)) for part in parts]


def ticks(low: float, high: float) -> list[float]:
    """Round numbers from at most `low` to at least `high`, about five, a factor 1, 2 or 5 apart."""
    if high <= low:
        return [low - 0.5, low, low + 0.5]
    raw = (high - low) / _TICKS
    power = 10.0 ** floor(log10(raw))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= raw)
    first, last = floor(low / step), ceil(high / step)
    return [i * step for i in range(first, last + 1)]


class _Scale:
    """From values to places in the picture."""

    def __init__(self, x_ticks: Sequence[float], y_ticks: Sequence[float]) -> None:
        self._x, self._y = (x_ticks[0], x_ticks[-1]), (y_ticks[0], y_ticks[-1])

    def x(self, value: float) -> float:
        return _LEFT + (value - self._x[0]) / (self._x[1] - self._x[0]) * (_WIDTH - _LEFT - _RIGHT)

    def y(self, value: float) -> float:
        return _HEIGHT - _BOTTOM - (value - self._y[0]) / (self._y[1] - self._y[0]) * (_HEIGHT - _TOP - _BOTTOM)


def _axes(place: _Scale, x_ticks: Sequence[float], y_ticks: Sequence[float]) -> list[str]:
    parts = []
    for value in y_ticks:
        y = place.y(value)
        parts.append(f'<path d="M{_LEFT} {y:.1f}H{_WIDTH - _RIGHT}" stroke="#ddd"/>')
        parts.append(_text(_LEFT - 6, y + 4, f"{value:.6g}", anchor="end", size=11))
    for value in x_ticks:
        parts.append(_text(place.x(value), _HEIGHT - _BOTTOM + 16, f"{value:.6g}", size=11))
    return parts


def _line(place: _Scale, series: Series, colour: str) -> str:
    if not series.points:
        return ""
    places = " ".join(f"{place.x(x):.1f},{place.y(y):.1f}" for x, y in series.points)
    if len(series.points) == 1:
        x, y = places.split(",")
        return f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}"/>'
    return f'<polyline points="{places}" fill="none" stroke="{colour}" stroke-width="1.5"/>'


def _legend(series: Sequence[Series]) -> list[str]:
    parts = []
    for row, (one, colour) in enumerate(zip(series, _cycle(len(series)), strict=True)):
        y = _TOP + 8 + 16 * row
        parts.append(f'<path d="M{_WIDTH - _RIGHT - 20} {y - 4}h18" stroke="{colour}" stroke-width="2"/>')
        parts.append(_text(_WIDTH - _RIGHT - 26, y, one.name, anchor="end", size=11))
    return parts


def _cycle(count: int) -> list[str]:
    return [_COLOURS[i % len(_COLOURS)] for i in range(count)]


def _text(x: float, y: float, words: str, anchor: str = "middle", size: int = 12) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}">{escape(words)}</text>'
