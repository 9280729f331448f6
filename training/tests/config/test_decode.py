"""Recipes: what is accepted, and what is refused in one sentence that names the key."""

import math
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readroom_training.config.decode import MAX_ITEMS, MAX_TEXT, decode, limited
from readroom_training.config.settings import Recipe
from readroom_training.errors import TrainingError

SMALLEST: dict[str, Any] = {"name": "x", "model": {"config": "m.json"}, "data": {"sources": []}}


def with_key(key: str, value: object) -> dict[str, Any]:
    """The smallest recipe with one more key, dotted."""
    groups = key.split(".")
    for name in reversed(groups[1:]):
        value = {name: value}
    merged = {**SMALLEST.get(groups[0], {}), **value} if len(groups) > 1 and isinstance(value, dict) else value
    return {**SMALLEST, groups[0]: merged}


def test_what_a_recipe_leaves_out_has_its_default() -> None:
    recipe = decode(Recipe, SMALLEST, "recipe")
    assert (recipe.method.kind, recipe.method.rank, recipe.epochs) == ("lora", 8, 3.0)
    assert recipe.evaluation.patience is None


def test_a_whole_number_is_a_number_but_not_the_other_way_round() -> None:
    assert decode(Recipe, with_key("epochs", 2), "recipe").epochs == 2.0
    with pytest.raises(TrainingError, match="recipe.seed must be a whole number, not a decimal number"):
        decode(Recipe, with_key("seed", 2.0), "recipe")


@pytest.mark.parametrize(
    ("key", "value", "code", "sentence"),
    [
        ("optimiser.lrr", 1, "config/unknown-key", "recipe.optimiser has no key lrr; did you mean lr?"),
        ("zzz", 1, "config/unknown-key", "recipe has no key zzz; known are name, model"),
        ("model", {}, "config/missing", "recipe.model.config is missing"),
        ("model", None, "config/wrong-type", "recipe.model must be a group of keys, not empty"),
        ("model.config", 3, "config/wrong-type", "recipe.model.config must be a text, not a whole number"),
        ("model.config", "", "config/out-of-range", "a text of 1 to"),
        ("model.config", "x" * (MAX_TEXT + 1), "config/out-of-range", "a text of 1 to"),
        ("seed", True, "config/wrong-type", "recipe.seed must be a whole number, not true or false"),
        ("seed", -1, "config/out-of-range", "recipe.seed must be from 0 to"),
        ("method.rslora", 1, "config/wrong-type", "must be true or false, not a whole number"),
        ("method.rank", 0, "config/out-of-range", "recipe.method.rank must be from 1 to 1,024, not 0"),
        ("method.kind", "lorra", "config/out-of-range", "one of lora, qlora, full (did you mean lora?)"),
        ("method.targets", "q_proj", "config/wrong-type", "must be a list"),
        ("method.targets", ["q_prj"], "config/out-of-range", "recipe.method.targets.0 must be one of q_proj"),
        ("method.targets", ["q_proj"] * (MAX_ITEMS + 1), "config/wrong-type", "a list of at most"),
        ("optimiser.lr", 0, "config/out-of-range", "recipe.optimiser.lr must be above 0 and at most 0.1"),
        ("optimiser.lr", math.nan, "config/out-of-range", "recipe.optimiser.lr must be above 0"),
        ("optimiser.lr", math.inf, "config/out-of-range", "recipe.optimiser.lr must be above 0"),
        ("optimiser.betas", [0.9], "config/wrong-type", "a list of 2 entries"),
        ("optimiser.betas", [0.9, 1.0], "config/out-of-range", "recipe.optimiser.betas.1 must be from 0"),
        ("data.sources", [{"reader": "jsonl"}], "config/missing", "recipe.data.sources.0.path is missing"),
        ("data.sources", [{"reader": "jsonl", "path": "a", "options": []}], "config/wrong-type", "a group of keys"),
        ("data.sources", [{"reader": "jsonl", "path": "a", "options": {1: 2}}], "config/wrong-type", "a group of keys"),
    ],
)
def test_a_wrong_value_is_refused_by_its_name(key: str, value: object, code: str, sentence: str) -> None:
    with pytest.raises(TrainingError) as refusal:
        decode(Recipe, with_key(key, value), "recipe")
    assert refusal.value.code == code
    assert sentence in refusal.value.sentence


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8) | st.integers(), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["name", "model", "data", "method", "seed", "batch", "out", "x"]), VALUES))
def test_whatever_stands_in_a_file_gives_a_recipe_or_a_refusal(values: dict[str, object]) -> None:
    try:
        decode(Recipe, values, "recipe")
    except TrainingError as refusal:
        assert refusal.code.startswith("config/")


@dataclass(frozen=True)
class Bounded:
    """One number that has to be given."""

    share: float = limited(least=0, most=1, open_least=True)


def test_a_limited_field_without_a_default_has_to_be_given() -> None:
    assert decode(Bounded, {"share": 1}, "x").share == 1.0
    with pytest.raises(TrainingError, match="x.share is missing"):
        decode(Bounded, {}, "x")
