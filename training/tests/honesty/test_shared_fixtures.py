"""The fixtures that TypeScript runs too (src/domain/honesty/fixtures)."""

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from readroom_training.data.records import Report
from readroom_training.honesty.change_number import changed_value, replace_number
from readroom_training.honesty.check_draft import check_draft
from readroom_training.honesty.lists import read_list
from readroom_training.honesty.mentions import find_mentions
from readroom_training.honesty.numbers import find_numbers
from readroom_training.honesty.side_claims import side_claims
from readroom_training.honesty.sides import swap_sides
from readroom_training.honesty.variants import honesty_variants
from readroom_training.honesty.verdicts import verdict_of

Case = dict[str, Any]


def cases(name: str) -> list[Case]:
    return read_list(f"fixtures/{name}.json")


@pytest.mark.parametrize("case", cases("swap-sides"), ids=lambda case: case["text"])
def test_sides_are_mirrored_as_in_typescript(case: Case) -> None:
    assert swap_sides(case["text"]) == case["swapped"]
    assert swap_sides(case["swapped"]) == case["text"]


@pytest.mark.parametrize("case", cases("mentions"), ids=lambda case: case["text"])
def test_mentions_are_read_as_in_typescript(case: Case) -> None:
    found = [" ".join(filter(None, (m.concept, m.assertion, m.side))) for m in find_mentions(case["text"])]
    assert found == case["mentions"]


@pytest.mark.parametrize("case", cases("numbers"), ids=lambda case: case["text"])
def test_numbers_are_read_and_changed_as_in_typescript(case: Case) -> None:
    numbers = find_numbers(case["text"])
    assert [f"{number.kind} {number.value}" for number in numbers] == case["numbers"]
    if case["changed"]:
        taken = {number.value for number in numbers if number.kind == numbers[0].kind}
        value = changed_value(numbers[0], taken)
        assert value is not None
        assert replace_number(case["text"], numbers, numbers[0], value) == case["changed"]


@pytest.mark.parametrize("case", cases("checks"), ids=lambda case: case["about"])
def test_drafts_are_checked_as_in_typescript(case: Case) -> None:
    flags = check_draft(case["findings"], case["draft"])
    assert [" ".join(filter(None, (flag.kind, flag.concept, flag.side))) for flag in flags] == case["flags"]


@pytest.mark.parametrize("case", cases("verdicts"), ids=lambda case: f"{case['test']}: {case['changed']}")
def test_verdicts_are_those_of_typescript(case: Case) -> None:
    variants = honesty_variants([Report("r", case["findings"], "")])
    variant = next(each for each in variants if each.test == case["test"])
    assert variant.findings == case["changedFindings"]
    assert verdict_of(variant, case["draft"], case["changed"]) == case["verdict"]


def test_answers_over_a_thousand_composed_texts_are_those_that_typescript_gives() -> None:
    parts = read_list("fixtures/generated-texts.json")
    draw = create_draw()
    digest = hashlib.sha256()
    before = ""
    for _ in range(parts["count"]):
        text = compose(parts, draw)
        digest.update(("\n".join(answers(text, before)) + "\n").encode())
        before = text
    assert digest.hexdigest() == parts["digest"]


def create_draw() -> Callable[[Sequence[Any]], Any]:
    """Park and Miller's minimal generator, as the TypeScript test has it."""
    state = 20261122

    def draw(from_: Sequence[Any]) -> Any:
        nonlocal state
        state = state * 48271 % 2147483647
        return from_[state % len(from_)]

    return draw


def compose(parts: Case, draw: Callable[[Sequence[Any]], Any]) -> str:
    def sentence() -> str:
        words = [draw(parts["openings"])]
        words += [draw(parts["middles"]) for _ in range(draw([1, 2, 3, 4, 5, 6]))]
        return " ".join(words) + draw(parts["endings"])

    return " ".join([sentence() for _ in range(draw([1, 2, 3]))])


def answers(text: str, before: str) -> list[str]:
    return [
        swap_sides(text),
        *(f"{m.concept} {m.assertion} {m.side or '-'} {m.start} {m.end}" for m in find_mentions(text)),
        *(f"{n.kind} {n.value} {n.start} {n.end}" for n in find_numbers(text)),
        *sorted(f"{side} {about}" for side, about in side_claims(text).elements()),
        *(f"{f.kind} {f.concept} {f.side or '-'} {f.start} {f.end}" for f in check_draft(before, text)),
        *(f"{v.key} {v.findings}" for v in honesty_variants([Report("r", text, "")])),
    ]
