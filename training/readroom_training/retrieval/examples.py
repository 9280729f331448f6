"""The choice of earlier reports to show in the prompt, the same as src/domain/retrieval/example-history.ts makes."""

from collections import Counter
from collections.abc import Iterable
from typing import Protocol

from readroom_training.data.deidentified import has_marks
from readroom_training.prompt.build import Example, strip_blanks
from readroom_training.retrieval.bm25 import Bm25Index

DEFAULT_EXAMPLES = 3
"""As many as the default model is trained with."""


class EarlierReport(Protocol):
    """What is needed of a report; `data.records.Report` has it."""

    @property
    def id(self) -> str: ...
    @property
    def findings(self) -> str: ...
    @property
    def impression(self) -> str: ...


class ExampleHistory:
    """Earlier reports by the likeness of their findings.

    Reports with the same findings and the same impression are one example. Reports that cannot be one are counted in
    `left`: `empty` where findings or impression are blank, `marked` where the impression holds marks of
    de-identification, which a model must never learn to print. Of two reports with one id the later counts.
    """

    def __init__(self, reports: Iterable[EarlierReport]) -> None:
        self.left: Counter[str] = Counter()
        writers: dict[Example, set[str]] = {}
        self._pair_of: dict[str, Example] = {}
        for report in reports:
            pair = Example(strip_blanks(report.findings), strip_blanks(report.impression))
            if self._pair_of.get(report.id) == pair:
                continue
            self._forget(report.id, writers)
            if pair.findings == "" or pair.impression == "":
                self.left["empty"] += 1
            elif has_marks(pair.impression):
                self.left["marked"] += 1
            else:
                self._pair_of[report.id] = pair
                writers.setdefault(pair, set()).add(report.id)
        self._examples = list(writers)
        self._writers = [len(ids) for ids in writers.values()]
        self._places = {pair: place for place, pair in enumerate(self._examples)}
        self._index = Bm25Index([pair.findings for pair in self._examples])

    def _forget(self, id: str, writers: dict[Example, set[str]]) -> None:
        pair = self._pair_of.pop(id, None)
        if pair is not None:
            writers[pair].discard(id)
            if not writers[pair]:
                del writers[pair]

    def __len__(self) -> int:
        """How many different pairs of findings and impression there are to choose from."""
        return len(self._examples)

    def choose(
        self, findings: str, limit: int = DEFAULT_EXAMPLES, id: str | None = None, impression: str | None = None
    ) -> list[Example]:
        """Up to `limit` reports with the most similar findings, the most similar last, as the prompt wants them.

        The report with `id` is never its own example. Where the answer is known, in training, `impression` is given:
        then an earlier report with the same findings and the same impression is no example either, since it would
        only teach to copy.
        """
        hits = self._index.search(findings, limit, self._own(findings, id, impression))
        return [self._examples[hit.index] for hit in reversed(hits)]

    def _own(self, findings: str, id: str | None, impression: str | None) -> set[int]:
        """Places that would show the report its own answer."""
        own = set()
        written = self._pair_of.get(id) if id is not None else None
        if written is not None and self._writers[self._places[written]] == 1:
            own.add(self._places[written])
        if impression is not None:
            same = self._places.get(Example(strip_blanks(findings), strip_blanks(impression)))
            if same is not None:
                own.add(same)
        return own
