"""
How often the draft check is right, recomputed: `python -m readroom_training.honesty.score_labels --reports val.jsonl
--training train.jsonl --predictions FILE` with the reports and drafts that were labelled (tests/honesty/labels.json).
"""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..data.records import Report
from ..metrics.nearest_neighbour import NearestNeighbour
from .agreement import Agreement, agreement, read_labels
from .rates import Rate

LABELS = Path(__file__).resolve().parents[2] / "tests" / "honesty" / "labels.json"


def main() -> None:
    parser = argparse.ArgumentParser(description="Precision and recall of the draft check against hand labels.")
    parser.add_argument("--reports", type=Path, required=True, help="JSON lines with id, findings, impression")
    parser.add_argument("--training", type=Path, required=True, help="the same of the training reports")
    parser.add_argument("--predictions", type=Path, required=True, help="JSON lines with id, prediction: bootstrap's")
    parser.add_argument("--labels", type=Path, default=LABELS)
    options = parser.parse_args()
    findings = {row["id"]: row["findings"] for row in _rows(options.reports)}
    neighbour = NearestNeighbour(
        [Report(row["id"], row["findings"], row["impression"]) for row in _rows(options.training)]
    )
    labels = read_labels(json.loads(options.labels.read_text(encoding="utf-8"))["drafts"])
    drafts = {("bootstrap", row["id"]): row["prediction"] for row in _rows(options.predictions)}
    for label in labels:
        if label.system == "nearest-neighbour":
            drafts[label.system, label.report] = neighbour.answer(findings[label.report])
    for half in ("tuning", "held-out"):
        print(half)
        for kind, found in agreement([label for label in labels if label.half == half], findings, drafts).items():
            print(_line(kind, found))


def _line(kind: str, found: Agreement) -> str:
    return f"  {kind:<12} precision {_told(found.precision):<26} recall {_told(found.recall)}"


def _told(rate: Rate | None) -> str:
    if rate is None:
        return "-"
    return f"{rate.count}/{rate.of} ({100 * rate.low:.0f}–{100 * rate.high:.0f} %)"


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


if __name__ == "__main__":
    main()
