"""The two pictures of a run: losses and scores over the epochs."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from readroom_training.record.plot import Point, Series, line_chart

Line = Mapping[str, object]


def draw_charts(lines: Sequence[Line], folder: Path) -> None:
    """Writes loss.svg, and scores.svg when anything was scored."""
    train = _points([(line.get("epoch"), line.get("loss")) for line in lines if line["kind"] == "step"])
    scored = [(line.get("epoch"), line["scores"]) for line in lines if line["kind"] == "evaluation"]
    names = sorted({name for _, scores in scored if isinstance(scores, Mapping) for name in scores})
    by_name = {
        name: _points([(epoch, scores.get(name)) for epoch, scores in scored if isinstance(scores, Mapping)])
        for name in names
    }
    losses = [Series("training", train)] + [Series("validation", by_name[n]) for n in names if n == "loss"]
    _save(folder / "loss.svg", line_chart("Loss", "epoch", "nats per token", losses))
    scores = [Series(name, points) for name, points in by_name.items() if name != "loss"]
    if scores:
        _save(folder / "scores.svg", line_chart("Scores of the validation reports", "epoch", "score", scores))


def _points(pairs: Sequence[tuple[object, object]]) -> list[Point]:
    """Pairs of numbers; a value that was not finite is noted as null and left out."""
    return [(float(x), float(y)) for x, y in pairs if isinstance(x, int | float) and isinstance(y, int | float)]


def _save(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
