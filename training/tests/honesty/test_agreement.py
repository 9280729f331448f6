"""Precision and recall against labels, and the labels themselves."""

import hashlib
import json
import re

import pytest

from readroom_training.errors import TrainingError
from readroom_training.honesty.agreement import DIGEST_DIGITS, KINDS, agreement, read_labels
from readroom_training.honesty.lexicon import lexicon
from readroom_training.honesty.score_labels import LABELS

FINDINGS = {"r": "The lungs are clear. The heart is enlarged."}
DRAFT = "Pneumonia. Left rib fracture."


def label(**wrong: list[str]) -> dict[str, object]:
    digest = hashlib.sha256(DRAFT.encode()).hexdigest()[:DIGEST_DIGITS]
    return {"id": "r", "system": "s", "sha256": digest, "half": "tuning", **wrong}


def test_counts_flags_that_the_reader_marked_and_marks_that_were_flagged() -> None:
    labels = read_labels([label(unsupported=["pneumonia", "mass"], omitted=["cardiomegaly"])])
    found = agreement(labels, FINDINGS, {("s", "r"): DRAFT})
    precision, recall = found["unsupported"].precision, found["unsupported"].recall
    assert precision is not None and (precision.count, precision.of) == (1, 2)
    assert recall is not None and (recall.count, recall.of) == (1, 2)
    assert found["omitted"].recall is not None and found["omitted"].recall.rate == 1
    assert found["side"].precision is None


def test_a_kind_of_the_flagged_problem_agrees() -> None:
    found = agreement(read_labels([label(unsupported=["lung-opacity"])]), FINDINGS, {("s", "r"): DRAFT})
    assert found["unsupported"].recall is not None and found["unsupported"].recall.count == 1


def test_a_draft_that_was_not_the_labelled_one_is_refused() -> None:
    with pytest.raises(TrainingError) as refused:
        agreement(read_labels([label()]), FINDINGS, {("s", "r"): "Another draft."})
    assert refused.value.code == "honesty/other-draft"


def test_the_committed_labels_name_known_concepts_and_hold_no_words_of_reports() -> None:
    rows = json.loads(LABELS.read_text(encoding="utf-8"))["drafts"]
    assert len({(row["system"], row["id"]) for row in rows}) == len(rows) == 150
    assert sum(row["system"] == "bootstrap" for row in rows) == 100
    for row in rows:
        assert re.fullmatch(r"[0-9a-f]{16}", row["sha256"])
        assert set(row) <= {"id", "system", "sha256", "half", *KINDS}
        for kind in KINDS:
            assert set(row.get(kind, [])) <= lexicon().concepts.keys()
