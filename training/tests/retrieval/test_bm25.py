import json
import math
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readroom_training.retrieval.bm25 import Bm25Index
from readroom_training.retrieval.words import search_words

FIXTURE = json.loads(
    (Path(__file__).parents[3] / "src/domain/retrieval/fixtures/bm25.json").read_text(encoding="utf-8")
)
# Scores are rounded to 1e-9.
TOLERANCE = 1.5e-9
WORDS = st.lists(st.sampled_from(["lung", "heart", "clear", "left", "mm", "12", "No", "no"]), max_size=8).map(" ".join)


@pytest.mark.parametrize("case", FIXTURE["queries"], ids=lambda case: case["query"][:30])
def test_the_shared_documents_have_the_order_and_the_scores_that_typescript_is_held_to(case: dict) -> None:
    hits = Bm25Index(FIXTURE["documents"]).search(case["query"], case["limit"], case["exclude"])
    assert [hit.index for hit in hits] == [hit["index"] for hit in case["hits"]]
    for hit, expected in zip(hits, case["hits"], strict=True):
        assert abs(hit.score - expected["score"]) < TOLERANCE


@settings(deadline=None, derandomize=True)
@given(st.lists(WORDS, max_size=12), WORDS, st.integers(0, 14), st.sets(st.integers(0, 11)))
def test_any_search_gives_the_best_by_the_formula_and_the_lower_index_among_equals(
    documents: list[str], query: str, limit: int, excluded: set[int]
) -> None:
    exclude = {index for index in excluded if index < len(documents)}
    scores = {i: score for i in range(len(documents)) if (score := formula(documents, query, i)) > 0}
    found = {i: score for i, score in scores.items() if i not in exclude}
    hits = Bm25Index(documents).search(query, limit, exclude)
    assert len(hits) == min(limit, len(found))
    assert hits == sorted(hits, key=lambda hit: (-hit.score, hit.index))
    for hit in hits:
        assert abs(hit.score - found.pop(hit.index)) < TOLERANCE
    assert all(score < hits[-1].score + TOLERANCE for score in found.values() if hits)


def formula(documents: list[str], query: str, index: int) -> float:
    """BM25 of one document, straight from its definition."""
    lengths = [len(search_words(document)) for document in documents]
    words = Counter(search_words(documents[index]))
    score = 0.0
    for word in search_words(query):
        having = sum(word in search_words(other) for other in documents)
        inverse = math.log(1 + (len(documents) - having + 0.5) / (having + 0.5))
        if words[word] > 0:
            norm = 1.2 * (0.25 + 0.75 * lengths[index] * len(documents) / sum(lengths))
            score += inverse * words[word] * 2.2 / (words[word] + norm)
    return score


def test_nothing_is_found_where_there_is_nothing() -> None:
    assert Bm25Index([]).search("heart", 3) == []
    assert Bm25Index(["", "..."]).search("heart", 3) == []
    assert len(Bm25Index(["", "..."])) == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("\u0130 \u212a", ["i", "k"]),
        ("HEART-Size: 12.5mm\u2028x", ["heart", "size", "12", "5mm", "x"]),
        ("\u00c9panchement", ["panchement"]),
        ("", []),
    ],
)
def test_words_are_runs_of_letters_and_digits_in_lower_case(text: str, words: list[str]) -> None:
    assert search_words(text) == words
