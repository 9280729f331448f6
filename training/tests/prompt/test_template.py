import json
from pathlib import Path

import pytest

from readroom_training.errors import TrainingError
from readroom_training.prompt.template import MAX_TEXT, parse_chat_template, read_chat_template

CONFIGS = Path(__file__).parents[3] / "model-configs"
GOOD = {"name": "any", "template": "{system} {findings}<end>", "systemMessage": "Write.", "stop": ["<end>"]}


@pytest.mark.parametrize("name", ["smollm2-135m-radiology", "llama-2-7b", "llama-3-8b"])
def test_every_shipped_configuration_has_a_template(name: str) -> None:
    template = read_chat_template(CONFIGS / f"{name}.json")
    assert "{findings}" in template.template
    assert template.stop


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"template": "no place"}, "exactly once"),
        ({"template": "{findings} {findings}"}, "exactly once"),
        ({"template": "{system}{system}{findings}"}, "only once"),
        ({"systemMessage": "Use {findings}"}, "must not hold"),
        ({"systemMessage": None}, "systemMessage must be a text"),
        ({"template": "{findings}" + "x" * MAX_TEXT}, "template must be a text"),
        ({"name": ""}, "name must be a text"),
        ({"stop": []}, "1 to 8 stop"),
        ({"stop": ["a"] * 9}, "1 to 8 stop"),
        ({"stop": "<end>"}, "1 to 8 stop"),
        ({"stop": [""]}, "1 to 8 stop"),
        ({"jinja": "{% %}"}, "unknown key jinja"),
    ],
)
def test_a_template_that_the_app_would_refuse_is_refused(change: dict, part: str) -> None:
    with pytest.raises(TrainingError, match=part) as refused:
        parse_chat_template({**GOOD, **change})
    assert refused.value.code == "prompt/bad-template"


@pytest.mark.parametrize("value", [None, [], "text", 3])
def test_what_is_no_object_is_no_template(value: object) -> None:
    with pytest.raises(TrainingError, match="no JSON object"):
        parse_chat_template(value)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b"\xff\xfe", b" " * 1_000_001], ids=range(6))
def test_what_is_no_configuration_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "any.json"
    path.write_bytes(content)
    with pytest.raises(TrainingError, match="any.json") as refused:
        read_chat_template(path)
    assert refused.value.code == "prompt/no-config"


def test_a_configuration_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="cannot be read"):
        read_chat_template(tmp_path / "none.json")


def test_an_empty_system_message_makes_a_template_too(tmp_path: Path) -> None:
    path = tmp_path / "any.json"
    path.write_text(json.dumps({"chatTemplate": {**GOOD, "systemMessage": ""}}), encoding="utf-8")
    assert read_chat_template(path).system_message == ""
