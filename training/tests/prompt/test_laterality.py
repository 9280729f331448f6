"""Canonical sides, by the fixtures that TypeScript runs too (src/domain/laterality/fixtures)."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from readroom_training.honesty.sides import swap_sides
from readroom_training.prompt.build import Example
from readroom_training.prompt.laterality import first_side, orient_examples, orient_findings, orient_pair

FIXTURES = Path(__file__).parents[3] / "src/domain/laterality/fixtures/orientation.json"
CASES: list[dict[str, Any]] = json.loads(FIXTURES.read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_findings_are_read_as_in_typescript(case: dict[str, Any]) -> None:
    assert first_side(case["text"]) == case["first"]
    assert orient_findings(case["text"]) == (case["read"], case["first"] == "right")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_findings_and_their_mirror_image_are_one_prompt_unless_a_side_is_unsure(case: dict[str, Any]) -> None:
    if case["first"] != "unsure":
        assert orient_findings(swap_sides(case["text"])).findings == case["read"]


def test_a_report_is_exchanged_by_its_findings_alone_and_whole_or_not_at_all() -> None:
    assert orient_pair("Right effusion.", "Right effusion.") == ("Left effusion.", "Left effusion.")
    assert orient_pair("Left effusion.", "Right rib fracture.") == ("Left effusion.", "Right rib fracture.")
    assert orient_pair("Right effusion.", "Rt effusion.") == ("Right effusion.", "Rt effusion.")


def test_each_example_has_its_own_orientation() -> None:
    examples = [Example("Right mass.", "Right mass."), Example("Left mass.", "Left mass.")]
    assert orient_examples(examples) == [Example("Left mass.", "Left mass.")] * 2


def test_what_is_read_of_four_thousand_composed_texts_is_what_typescript_reads() -> None:
    parts = json.loads(FIXTURES.with_name("generated-texts.json").read_text(encoding="utf-8"))
    state = 20261122

    def draw(choices: Sequence[Any]) -> Any:
        nonlocal state
        state = (state * 48271) % 2147483647
        return choices[state % len(choices)]

    digest = hashlib.sha256()
    for _ in range(parts["count"]):
        count = draw(range(1, 8))
        text = "".join(draw(parts["words"]) + draw(parts["seams"]) for _ in range(count))
        findings, exchanged = orient_findings(text)
        answer = [first_side(text), findings, int(exchanged), swap_sides(text)]
        digest.update((json.dumps(answer, ensure_ascii=False, separators=(",", ":")) + "\n").encode())
    assert digest.hexdigest() == parts["digest"]
