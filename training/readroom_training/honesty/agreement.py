"""How far the checks agree with a reader: precision and recall of each kind of flag against hand labels."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..errors import TrainingError
from .check_draft import check_draft
from .lexicon import lexicon
from .rates import Rate, rate_of

KINDS = ("unsupported", "speculative", "side", "omitted")

# As many hex digits of a draft's SHA-256 as the labels keep: enough to notice another draft.
DIGEST_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Label:
    """A reader's verdict on one draft: the concepts wrong in each way of KINDS; whatever is not listed is right."""

    report: str
    system: str
    digest: str
    half: str
    wrong: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Agreement:
    """None where nothing was flagged, or nothing labelled."""

    precision: Rate | None  # of what the check flags, how much the reader marked
    recall: Rate | None  # of what the reader marked, how much the check flags


def read_labels(rows: Iterable[Mapping[str, object]]) -> list[Label]:
    return [
        Label(
            report=str(row["id"]),
            system=str(row["system"]),
            digest=str(row["sha256"]),
            half=str(row["half"]),
            wrong={kind: frozenset(row.get(kind, ())) for kind in KINDS},  # type: ignore[call-overload]
        )
        for row in rows
    ]


def agreement(
    labels: Sequence[Label], findings: Mapping[str, str], drafts: Mapping[tuple[str, str], str]
) -> dict[str, Agreement]:
    """
    By kind of flag. `findings` by report id, `drafts` by (system, report id). A flag agrees with a label of its kind
    that names the same concept, or one that is a kind of the other. Raises TrainingError when a draft is not the one
    that was labelled.
    """
    hits = {kind: [0, 0, 0, 0] for kind in KINDS}  # flags right, flags, labels found, labels
    for label in labels:
        draft = drafts[label.system, label.report]
        if hashlib.sha256(draft.encode()).hexdigest()[:DIGEST_DIGITS] != label.digest:
            raise TrainingError("honesty/other-draft", f"The {label.system} draft of {label.report} is another one.")
        flags = check_draft(findings[label.report], draft)
        for kind in KINDS:
            flagged = {flag.concept for flag in flags if flag.kind == kind}
            marked = label.wrong[kind]
            counts = (_matched(flagged, marked), len(flagged), _matched(marked, flagged), len(marked))
            hits[kind] = [a + b for a, b in zip(hits[kind], counts, strict=True)]
    return {kind: Agreement(rate_of(*counts[:2]), rate_of(*counts[2:])) for kind, counts in hits.items()}


def _matched(these: Iterable[str], others: Iterable[str]) -> int:
    ancestors = lexicon().ancestors
    return sum(any(a in ancestors[b] or b in ancestors[a] for b in others) for a in these)
