"""Batched greedy decoding against one prompt at a time, and against transformers' own."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from support.tiny_base import VOCABULARY, tiny_llama

from readroom_training.generate.greedy import greedy

MODEL = tiny_llama(seed=2)
PROMPTS = st.lists(st.lists(st.integers(3, VOCABULARY - 1), min_size=1, max_size=12), min_size=1, max_size=7)


def _alone(prompt: list[int], stops: set[int], most: int) -> list[int]:
    """No cache, no batch: the whole text again for each token."""
    ids = list(prompt)
    for _ in range(most):
        with torch.no_grad():
            token = int(MODEL(input_ids=torch.tensor([ids])).logits[0, -1].argmax())
        if token in stops:
            break
        ids.append(token)
    return ids[len(prompt) :]


def _some_stops() -> set[int]:
    """Tokens that this model likes, so that answers end at different times."""
    likes = [_alone([token], set(), 6) for token in range(3, 40)]
    return {answer[place] for place, answer in enumerate(likes[:6]) if len(answer) > place % 6 for place in [place % 6]}


STOPS = _some_stops()


@settings(max_examples=15)
@given(PROMPTS, st.integers(1, 8))
def test_a_batch_gives_each_prompt_what_it_gets_alone(prompts: list[list[int]], batch: int) -> None:
    found = greedy(MODEL, prompts, STOPS, 6, batch)
    assert found == [_alone(prompt, STOPS, 6) for prompt in prompts]


def test_it_gives_what_transformers_gives() -> None:
    prompt = [5, 9, 30, 31]
    expected = MODEL.generate(
        torch.tensor([prompt]), max_new_tokens=10, do_sample=False, eos_token_id=None, pad_token_id=0
    )
    assert greedy(MODEL, [prompt], [], 10, 1) == [expected[0, len(prompt) :].tolist()]


@pytest.mark.parametrize("most", [0, 1, 3])
def test_no_answer_is_longer_than_asked(most: int) -> None:
    assert all(len(answer) == most for answer in greedy(MODEL, [[5], [6, 7]], [], most, 2))


def test_no_prompt_gives_no_answer() -> None:
    assert greedy(MODEL, [], [0], 5, 4) == []
