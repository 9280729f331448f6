import pytest

from readroom_training.errors import TrainingError
from readroom_training.prompt.template import MAX_TEXT, parse_chat_template

GOOD = {"name": "any", "template": "{system} {findings}<end>", "systemMessage": "Write.", "stop": ["<end>"]}


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


def test_an_empty_system_message_makes_a_template_too() -> None:
    assert parse_chat_template({**GOOD, "systemMessage": ""}).system_message == ""
