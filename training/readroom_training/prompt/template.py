"""The chat template of a model configuration (model-configs/*.json, `chatTemplate`)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from readroom_training.errors import TrainingError

# The app's own bounds (src/domain/model/model-config.ts): longer texts were pasted by mistake.
MAX_TEXT = 4096
MAX_STOPS = 8
# A model configuration is a few kilobytes; a larger file is another one.
MAX_CONFIG_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class ChatTemplate:
    """How findings become the prompt. `template` holds {findings} once and {system} at most once."""

    name: str
    template: str
    system_message: str
    stop: tuple[str, ...]
    """Texts of the special tokens that end an impression."""


def read_chat_template(config: Path) -> ChatTemplate:
    """The template in a model configuration. Raises TrainingError `prompt/no-config` or `prompt/bad-template`."""
    try:
        size = config.stat().st_size
        if size > MAX_CONFIG_BYTES:
            raise TrainingError("prompt/no-config", f"{config.name} has {size} bytes and is no model configuration.")
        parsed = json.loads(config.read_text(encoding="utf-8"))
    except OSError as error:
        raise TrainingError("prompt/no-config", f"{config} cannot be read ({error.strerror}).") from error
    except ValueError as error:
        raise TrainingError("prompt/no-config", f"{config.name} is not JSON.") from error
    if not isinstance(parsed, dict) or "chatTemplate" not in parsed:
        raise TrainingError("prompt/no-config", f"{config.name} has no chatTemplate.")
    return parse_chat_template(parsed["chatTemplate"])


def parse_chat_template(value: object) -> ChatTemplate:
    """A template from its JSON form, by the rules of the app's schema. Raises TrainingError `prompt/bad-template`."""
    if not isinstance(value, Mapping):
        raise TrainingError("prompt/bad-template", "The chat template is no JSON object.")
    unknown = sorted(set(value) - {"name", "template", "systemMessage", "stop"})
    if unknown:
        raise TrainingError("prompt/bad-template", f"The chat template has the unknown key {unknown[0]}.")
    template = _text(value, "template", least=1)
    system_message = _text(value, "systemMessage", least=0)
    if template.count("{findings}") != 1:
        raise TrainingError("prompt/bad-template", "The template must hold {findings} exactly once.")
    if template.count("{system}") > 1:
        raise TrainingError("prompt/bad-template", "The template may hold {system} only once.")
    # It is put into the template before the findings are: a mark in it would take them up.
    if "{findings}" in system_message:
        raise TrainingError("prompt/bad-template", "The system message must not hold {findings}.")
    return ChatTemplate(_text(value, "name", least=1), template, system_message, _stops(value.get("stop")))


def _text(value: Mapping[str, Any], key: str, least: int) -> str:
    text = value.get(key)
    if not isinstance(text, str) or not least <= len(text) <= MAX_TEXT:
        raise TrainingError(
            "prompt/bad-template", f"The chat template's {key} must be a text of {least} to {MAX_TEXT} characters."
        )
    return text


def _stops(stops: object) -> tuple[str, ...]:
    if (
        not isinstance(stops, list)
        or not 1 <= len(stops) <= MAX_STOPS
        or not all(isinstance(stop, str) and 1 <= len(stop) <= MAX_TEXT for stop in stops)
    ):
        raise TrainingError("prompt/bad-template", f"The chat template must have 1 to {MAX_STOPS} stop texts.")
    return tuple(stops)
