"""From parsed YAML to frozen dataclasses: every key known, every value of its type and within its limits."""

import dataclasses
import difflib
import math
import types
import typing
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, TypeVar, cast

from readroom_training.errors import TrainingError

T = TypeVar("T")
# A list in a recipe names sources, layers or examples: more is a mistake or another kind of file.
MAX_ITEMS = 1_000
# Paths, names and a system message fit; a report does not belong into a recipe.
MAX_TEXT = 4_096


def limited(default: object = dataclasses.MISSING, *, least: float, most: float, open_least: bool = False) -> Any:
    """A number field from `least` (excluded with `open_least`) to `most`; without `default` it must be given."""
    return dataclasses.field(
        default=cast(Any, default), metadata={"least": least, "most": most, "open_least": open_least}
    )


def decode(cls: type[T], value: object, where: str) -> T:
    """A dataclass from a mapping, its fields decoded by their type hints.

    Known hints: bool, int, float, str, Literal, `X | None`, `tuple[X, ...]`, `tuple[X, Y]`, `Mapping[str, object]`
    (left as it is, for whoever knows its keys) and dataclasses.
    @raises TrainingError `config/unknown-key`, `config/missing`, `config/wrong-type`, `config/out-of-range`
    """
    if not isinstance(value, Mapping):
        raise TrainingError("config/wrong-type", f"{where} must be a group of keys, not {_kind(value)}.")
    fields = {field.name: field for field in dataclasses.fields(cast(Any, cls))}
    for key in value:
        if key not in fields:
            raise TrainingError("config/unknown-key", _unknown(where, key, list(fields)))
    hints = _hints(cls)
    given: dict[str, Any] = {}
    for name, field in fields.items():
        if name in value:
            given[name] = _value(hints[name], value[name], f"{where}.{name}", field.metadata)
        elif field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
            raise TrainingError("config/missing", f"{where}.{name} is missing.")
    return cls(**given)


@cache
def _hints(cls: type) -> dict[str, Any]:
    return typing.get_type_hints(cls)


def _value(hint: Any, value: object, where: str, limits: Mapping[str, Any]) -> object:
    origin = typing.get_origin(hint)
    if origin in (types.UnionType, typing.Union):
        return _optional(hint, value, where, limits)
    if origin is typing.Literal:
        return _one_of(typing.get_args(hint), value, where)
    if origin is tuple:
        return _tuple(typing.get_args(hint), value, where, limits)
    if origin is not None and issubclass(origin, Mapping):
        return _mapping(value, where)
    if dataclasses.is_dataclass(hint):
        return decode(cast(type, hint), value, where)
    return _plain(hint, value, where, limits)


def _optional(hint: Any, value: object, where: str, limits: Mapping[str, Any]) -> object:
    if value is None:
        return None
    (inner,) = (one for one in typing.get_args(hint) if one is not types.NoneType)
    return _value(inner, value, where, limits)


def _one_of(known: Sequence[object], value: object, where: str) -> object:
    for one in known:
        if value == one and type(value) is type(one):
            return one
    names = ", ".join(map(str, known))
    near = difflib.get_close_matches(str(value)[:MAX_TEXT], list(map(str, known)), 1)
    hint = f" (did you mean {near[0]}?)" if near else ""
    raise TrainingError("config/out-of-range", f"{where} must be one of {names}{hint}.")


def _tuple(hints: tuple[Any, ...], value: object, where: str, limits: Mapping[str, Any]) -> tuple[object, ...]:
    if not isinstance(value, list) or len(value) > MAX_ITEMS:
        raise TrainingError("config/wrong-type", f"{where} must be a list of at most {MAX_ITEMS:,} entries.")
    if hints[-1] is not Ellipsis:
        if len(value) != len(hints):
            raise TrainingError("config/wrong-type", f"{where} must be a list of {len(hints)} entries.")
    else:
        hints = hints[:1] * len(value)
    pairs = enumerate(zip(hints, value, strict=True))
    return tuple(_value(hint, one, f"{where}.{i}", limits) for i, (hint, one) in pairs)


def _mapping(value: object, where: str) -> object:
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        raise TrainingError("config/wrong-type", f"{where} must be a group of keys, not {_kind(value)}.")
    return types.MappingProxyType(dict(value))


def _plain(hint: type, value: object, where: str, limits: Mapping[str, Any]) -> object:
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    if type(value) is not hint:
        raise TrainingError("config/wrong-type", f"{where} must be {_named(hint)}, not {_kind(value)}.")
    if isinstance(value, str):
        if not 0 < len(value) <= MAX_TEXT:
            raise TrainingError("config/out-of-range", f"{where} must be a text of 1 to {MAX_TEXT:,} characters.")
        return value
    if isinstance(value, int | float) and "least" in limits:
        _check_range(value, where, limits)
    return value


def _check_range(value: float, where: str, limits: Mapping[str, Any]) -> None:
    least, most = limits["least"], limits["most"]
    below = value <= least if limits["open_least"] else value < least
    if below or value > most or not math.isfinite(value):
        start = "above" if limits["open_least"] else "from"
        end = "and at most" if limits["open_least"] else "to"
        raise TrainingError("config/out-of-range", f"{where} must be {start} {least:,} {end} {most:,}, not {value:,}.")


def _unknown(where: str, key: object, known: list[str]) -> str:
    near = difflib.get_close_matches(str(key)[:MAX_TEXT], known, 1)
    hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}."
    return f"{where} has no key {str(key)[:80]}; {hint}"


def _named(hint: type) -> str:
    names = {bool: "true or false", int: "a whole number", float: "a number", str: "a text"}
    return names.get(hint, hint.__name__)


def _kind(value: object) -> str:
    """The kind of a YAML value, never the value itself: it may come from anywhere."""
    if value is None:
        return "empty"
    if isinstance(value, Mapping):
        return "a group of keys"
    kinds = {bool: "true or false", int: "a whole number", float: "a decimal number", str: "a text", list: "a list"}
    return kinds.get(type(value), type(value).__name__)
