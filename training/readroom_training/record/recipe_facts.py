"""The recipe as a run record keeps it: everything that decides the result, nothing of where files lie."""

from dataclasses import asdict
from pathlib import Path

from readroom_training.config.read_recipe import recipe_values
from readroom_training.config.settings import Recipe
from readroom_training.record.hashes import hash_source


def recipe_facts(recipe: Recipe) -> dict[str, object]:
    """The recipe's values with paths cut to their last part: a record may be shown to others."""
    values = recipe_values(recipe)
    assert isinstance(values, dict)
    for group, key in (("model", "config"), ("model", "base"), ("method", "init"), (None, "distributed")):
        holder = values if group is None else values[group]
        if holder[key] is not None:
            holder[key] = Path(holder[key]).name
    del values["data"]["root"], values["out"]
    return values


def data_facts(recipe: Recipe) -> list[dict[str, object]]:
    """Hash and size of every source, in the order of the recipe.

    @raises OSError when one cannot be read
    """
    facts: list[dict[str, object]] = []
    for source in recipe.data.sources:
        path = Path(recipe.data.root) / source.path
        facts.append({"name": source.name or path.name, "split": source.split, **asdict(hash_source(path))})
    return facts
