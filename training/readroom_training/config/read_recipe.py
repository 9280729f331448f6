"""A recipe file with the command line's changes, validated, its paths absolute."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, cast

from readroom_training.config.check_recipe import check_recipe
from readroom_training.config.decode import MAX_ITEMS, decode
from readroom_training.config.settings import Recipe
from readroom_training.config.yaml_file import parse_yaml, read_yaml
from readroom_training.errors import TrainingError

# Relative to the recipe when written there, to the working folder when given on the command line.
_PATHS = (("model", "config"), ("model", "base"), ("method", "init"), ("data", "root"), ("distributed",))


def read_recipe(path: Path, overrides: Iterable[str] = (), data_root: Path | None = None) -> Recipe:
    """The recipe of a file.

    `overrides` are `key=value` texts: the key dotted (`optimiser.lr`, `data.sources.0.path`), the value YAML.
    @raises TrainingError with a code `config/…` and one sentence that names the key
    """
    values = read_yaml(path)
    if not isinstance(values, dict):
        raise TrainingError("config/wrong-type", f"{path.name} must be a group of keys.")
    _resolve(values, path.resolve().parent)
    for override in overrides:
        _override(values, override)
    if data_root is not None:
        data = values.setdefault("data", {})
        if isinstance(data, dict):
            data["root"] = str(data_root)
    _resolve(values, Path.cwd())
    recipe = decode(Recipe, values, "recipe")
    check_recipe(recipe)
    return recipe


def _resolve(values: dict[str, Any], folder: Path) -> None:
    """Makes the paths among the values absolute; what is not a path of the right kind is refused later."""
    for *groups, last in _PATHS:
        group: object = values
        for name in groups:
            group = group.get(name) if isinstance(group, dict) else None
        if isinstance(group, dict) and isinstance(group.get(last), str):
            group[last] = str(folder / group[last])


def _override(values: dict[str, Any], override: str) -> None:
    key, equals, text = override.partition("=")
    if not equals or not key:
        raise TrainingError("config/override", f"--set takes KEY=VALUE, not {override[:80]}.")
    *groups, last = key.split(".")
    group: Any = values
    for name in groups:
        group = _member(group, name, key)
    value = parse_yaml(text, f"--set {key}")
    if isinstance(group, list):
        group[_index(group, last, key)] = value
    else:
        cast(dict[str, object], group)[last] = value


def _member(group: Any, name: str, key: str) -> Any:
    """The group inside a group, made when it is missing: its defaults may be what is changed."""
    inner = group[_index(group, name, key)] if isinstance(group, list) else group.setdefault(name, {})
    if inner is None or not isinstance(inner, dict | list):
        raise TrainingError("config/override", f"--set {key}: {name} is no group of keys.")
    return inner


def _index(group: list[object], name: str, key: str) -> int:
    if name.isascii() and name.isdecimal() and len(name) <= len(str(MAX_ITEMS)) and int(name) < len(group):
        return int(name)
    raise TrainingError("config/override", f"--set {key}: the list has {len(group)} entries, numbered from 0.")


def recipe_values(value: object) -> object:
    """A recipe, or a part of it, as JSON values: what the run record keeps."""
    if hasattr(value, "__dataclass_fields__"):
        return {name: recipe_values(getattr(value, name)) for name in cast(Any, value).__dataclass_fields__}
    if isinstance(value, Mapping):
        return {key: recipe_values(inner) for key, inner in value.items()}
    if isinstance(value, tuple | list):
        return [recipe_values(inner) for inner in value]
    return value
