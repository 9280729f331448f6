"""Reading a recipe's YAML: plain values only, every key once, nothing that grows when it is read."""

import re
from pathlib import Path
from typing import Any

import yaml

from readroom_training.errors import TrainingError

# A recipe has some hundred lines.
MAX_RECIPE_BYTES = 1 << 18
# The deepest key of a recipe stands four levels down; PyYAML recurses once a level.
MAX_DEPTH = 20
# The largest number of a recipe has ten digits.
MAX_DIGITS = 40


class _PlainLoader(yaml.SafeLoader):
    """The safe loader without aliases (they can multiply) and without repeated keys (the last would win silently)."""

    depth = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise TrainingError("config/unreadable", "A recipe must not hold YAML aliases.")
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise TrainingError("config/unreadable", f"A recipe is nested at most {MAX_DEPTH} levels deep.")
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise TrainingError("config/unreadable", "Keys of a recipe must be plain words.")
            if key.value in seen:
                raise TrainingError("config/unreadable", f"The key {key.value[:80]} stands twice in one group.")
            seen.add(key.value)
        return super().construct_mapping(node, deep)

    def _number(self, node: Any) -> int | float:
        if len(node.value) > MAX_DIGITS:
            raise TrainingError("config/unreadable", f"Numbers of a recipe have at most {MAX_DIGITS} digits.")
        return int(node.value) if node.tag.endswith(":int") else float(node.value)


# Scalars as YAML 1.2's core schema has them: PyYAML's are those of YAML 1.1, where 1e-3 is a text and 010 is eight.
_PlainLoader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", list("tTfF")),
    ("int", r"^[-+]?[0-9]+$", list("-+0123456789")),
    ("float", r"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$", list("-+.0123456789")),
):
    _PlainLoader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), _first)
for _tag in ("int", "float"):
    _PlainLoader.add_constructor(f"tag:yaml.org,2002:{_tag}", _PlainLoader._number)


def read_yaml(path: Path) -> object:
    """The plain values of a YAML file.

    @raises TrainingError `config/not-found`, `config/unreadable`
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_RECIPE_BYTES + 1)
    except OSError as error:
        raise TrainingError("config/not-found", f"There is no readable file {path}.") from error
    if len(data) > MAX_RECIPE_BYTES:
        raise TrainingError("config/unreadable", f"{path.name} is larger than a recipe ({MAX_RECIPE_BYTES:,} bytes).")
    return parse_yaml(data, path.name)


def parse_yaml(text: str | bytes, where: str) -> object:
    """The plain values of YAML text; `where` names it in a refusal.

    @raises TrainingError `config/unreadable`
    """
    loader = None
    try:
        loader = _PlainLoader(text)
        return loader.get_single_data()
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        line = "" if mark is None else f" (line {mark.line + 1})"
        raise TrainingError("config/unreadable", f"{where} cannot be read as YAML{line}.") from error
    finally:
        if loader is not None:
            loader.dispose()
