"""The app's prompts, from src/pipeline/tokenizer/prompt-fixture.test.ts: same parts, same ids."""

import json
from pathlib import Path
from typing import Any

import pytest
from tokenizers import Tokenizer

from readroom_training.model.tokenizer import load_tokenizer
from readroom_training.prompt.build import Example, build_parts
from readroom_training.prompt.encode import encode_parts, special_token_ids
from readroom_training.prompt.fit import fit_examples
from readroom_training.prompt.template import parse_chat_template

ROOT = Path(__file__).parents[3]
BASE = ROOT / ".cache/base/SmolLM2-135M-Instruct.Q4_1.gguf"


def read(name: str) -> Any:
    return json.loads((ROOT / "src/domain/prompt/fixtures" / name).read_text(encoding="utf-8"))


PROMPTS = read("prompt-cases.json")
TEMPLATES = {name: parse_chat_template(value) for name, value in PROMPTS["templates"].items()}
CASES = {
    case["name"]: (TEMPLATES[case["template"]], case["findings"], [Example(**each) for each in case["examples"]])
    for case in PROMPTS["cases"]
}
PARTS = {name: build_parts(*case) for name, case in CASES.items()}
TINY_IDS = read("tiny-ids.json")
SMOLLM2_IDS = read("smollm2-ids.json")


@pytest.fixture(scope="module")
def tiny() -> Tokenizer:
    return Tokenizer.from_str(json.dumps(read("tiny-tokenizer.json")))


@pytest.fixture(scope="module")
def smollm2() -> Tokenizer:
    if not BASE.exists():
        pytest.skip("the default model's base was not fetched: npm run model -- build")
    return load_tokenizer(BASE)


@pytest.mark.parametrize("prompt", read("prompt-parts.json"), ids=lambda prompt: prompt["name"])
def test_a_prompt_has_the_parts_that_the_app_builds(prompt: dict) -> None:
    ours = [{"kind": part.kind, "text": part.text} for part in PARTS[prompt["name"]]]
    assert ours == prompt["parts"]


@pytest.mark.parametrize("name", PARTS)
def test_a_prompt_has_the_ids_that_the_app_gives_it_in_a_small_vocabulary(tiny: Tokenizer, name: str) -> None:
    assert encode_parts(tiny, PARTS[name]) == TINY_IDS[name]


@pytest.mark.parametrize("name", PARTS)
def test_a_prompt_has_the_ids_that_the_app_gives_it_in_the_default_vocabulary(smollm2: Tokenizer, name: str) -> None:
    assert encode_parts(smollm2, PARTS[name]) == SMOLLM2_IDS[name]


def test_encoding_leaves_the_tokenizer_as_it_was(tiny: Tokenizer) -> None:
    for setting in (False, True):
        tiny.encode_special_tokens = setting
        encode_parts(tiny, PARTS["special tokens in findings"])
        assert tiny.encode_special_tokens is setting


def test_stop_texts_that_are_no_special_tokens_are_left_out(tiny: Tokenizer) -> None:
    assert special_token_ids(tiny, TEMPLATES["bare"].stop) == [2]


def test_the_least_similar_examples_are_left_out_until_the_prompt_fits(tiny: Tokenizer) -> None:
    template, findings, examples = CASES["three examples"]
    whole = TINY_IDS["three examples"]
    assert fit_examples(tiny, template, findings, examples, len(whole)) == (whole, examples)
    shorter, kept = fit_examples(tiny, template, findings, examples, len(whole) - 1)
    assert (kept, len(shorter) < len(whole)) == (examples[1:], True)
    assert fit_examples(tiny, template, findings, examples, 1) == (TINY_IDS["plain findings"], [])
