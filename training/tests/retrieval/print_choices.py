"""Prints what Python retrieves, for src/domain/retrieval/same-as-python.test.ts to compare with TypeScript.

    PYTHONPATH=. python tests/retrieval/print_choices.py HISTORY.jsonl QUERIES.jsonl

One JSON line per query: BM25 hits over all of HISTORY, and the examples as the app would take them (`chosen`) and as
training takes them (`known`: the report's own impression is given).
"""

import json
import sys
from pathlib import Path

from readroom_training.data.records import Report
from readroom_training.retrieval.bm25 import Bm25Index
from readroom_training.retrieval.examples import ExampleHistory

HITS = 10


def read(path: str) -> list[Report]:
    rows = map(json.loads, Path(path).read_text(encoding="utf-8").splitlines())
    return [Report(row["id"], row["findings"], row["impression"]) for row in rows]


def main() -> None:
    reports, queries = read(sys.argv[1]), read(sys.argv[2])
    index = Bm25Index([report.findings for report in reports])
    history = ExampleHistory(reports)
    for report in queries:
        line = {
            "hits": index.search(report.findings, HITS),
            "chosen": history.choose(report.findings, id=report.id),
            "known": history.choose(report.findings, id=report.id, impression=report.impression),
        }
        print(json.dumps(line))


if __name__ == "__main__":
    main()
