"""The metrics give the numbers that the app's own give: both are held to the fixtures of src/domain/metrics."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from readroom_training.metrics.baselines import is_abnormal
from readroom_training.metrics.bootstrap import Interval, bootstrap_mean
from readroom_training.metrics.nearest_neighbour import NearestNeighbour
from readroom_training.metrics.rouge import MAX_WORDS, NAMES, RougeScores, rouge, rouge_words, score
from readroom_training.metrics.seeded_random import seeded_random
from readroom_training.metrics.views import report_views, view_scores

FIXTURES = Path(__file__).parents[3] / "src/domain/metrics/fixtures"
CASES = json.loads((FIXTURES / "metric-cases.json").read_text(encoding="utf-8"))
PAIRS = json.loads((FIXTURES / "rouge-pairs.json").read_text(encoding="utf-8"))

# Sums run in another order in TypeScript.
EXACT = 1e-12


def test_random_numbers_are_those_of_typescript_wherever_a_stretch_begins() -> None:
    seed, numbers = CASES["random"]["seed"], CASES["random"]["numbers"]
    assert seeded_random(seed, 0, len(numbers)).tolist() == numbers
    assert seeded_random(seed, 3, 2).tolist() == numbers[3:5]


@pytest.mark.parametrize("case", CASES["abnormal"], ids=lambda case: repr(case["impression"]))
def test_an_impression_counts_as_abnormal_where_it_does_in_typescript(case: dict) -> None:
    assert is_abnormal(case["impression"]) is case["abnormal"]


def test_intervals_are_those_of_typescript_and_no_values_have_none() -> None:
    for case in CASES["bootstrap"]:
        found, wanted = bootstrap_mean(case["values"]), case["interval"]
        assert (found is None) == (wanted is None)
        if found is not None:
            assert (found.mean, found.low, found.high) == pytest.approx(
                (wanted["mean"], wanted["low"], wanted["high"]), abs=EXACT
            )


def test_more_values_than_are_drawn_at_once_give_the_interval_of_drawing_them_all(monkeypatch) -> None:
    values = [i / 7 for i in range(30)]
    whole = bootstrap_mean(values)
    monkeypatch.setattr("readroom_training.metrics.bootstrap._DRAWS_AT_ONCE", 70)
    assert bootstrap_mean(values) == whole


def test_rouge_is_that_of_the_shared_pairs() -> None:
    for pair in PAIRS:
        scores = rouge(pair["reference"], pair["prediction"])
        for name in NAMES:
            assert getattr(scores, name) == pytest.approx(pair[name], abs=EXACT)


def test_rouge_of_many_pairs_is_the_mean_and_of_none_zero() -> None:
    assert score(["clear lungs", "x"], ["clear lungs", "y"]) == {"rouge1": 0.5, "rouge2": 0.5, "rougeL": 0.5}
    assert score([], []) == {"rouge1": 0.0, "rouge2": 0.0, "rougeL": 0.0}
    with pytest.raises(ValueError, match="longer"):
        score(["a"], ["a", "b"])


def test_a_text_without_end_is_cut_before_it_is_compared() -> None:
    assert len(rouge_words("a " * (MAX_WORDS + 5))) == MAX_WORDS


def test_the_nearest_training_report_is_that_of_typescript() -> None:
    nearest = NearestNeighbour([SimpleNamespace(**pair) for pair in CASES["training"]])
    for report in CASES["reports"]:
        assert nearest.answer(report["findings"]) == report["nearest"]
    assert NearestNeighbour([]).answer("Clear.") == ""


def test_views_and_their_scores_are_those_of_typescript() -> None:
    reports = CASES["reports"]
    views = report_views([r["impression"] for r in reports], [r.get("seen") for r in reports])
    assert [(v.name, list(v.members)) for v in views] == [(v["name"], v["members"]) for v in CASES["views"]]
    scored = view_scores([rouge(r["impression"], r["prediction"]) for r in reports], views)
    for found, wanted in zip(scored, CASES["views"], strict=True):
        assert (found.name, found.reports) == (wanted["name"], wanted["reports"])
        for name in NAMES:
            interval = found.rouge[name]
            expected = wanted["rouge"][name]
            assert (interval.mean, interval.low, interval.high) == pytest.approx(
                (expected["mean"], expected["low"], expected["high"]), abs=EXACT
            )


def test_a_perfect_system_scores_one_without_doubt() -> None:
    views = report_views(["Effusion."], [None])
    assert [view.name for view in views] == ["all", "abnormal"]
    (scored, _) = view_scores([RougeScores(1.0, 1.0, 1.0)], views)
    assert scored.rouge["rougeL"] == Interval(1.0, 1.0, 1.0)
