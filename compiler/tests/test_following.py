"""The cache follows edits: what is taken off and computed anew equals a cold run."""

from collections.abc import Callable

import numpy as np
import pytest
from native import NativeModel
from reference import ReferenceLlama

Compiled = Callable[[str], tuple[NativeModel, ReferenceLlama]]
KINDS = ["mha-tied q4f32_1 float32", "gqa-scaled q8f16_1 float32"]


def prompt(seed: int, length: int) -> list[int]:
    return [int(i) for i in np.random.default_rng(seed).integers(0, 256, length)]


def close(result: np.ndarray, expected: np.ndarray) -> None:
    assert np.abs(result - expected).max() < 2e-5 * np.abs(expected).max()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("kept", [1, 15, 16, 17, 32, 47, 48, 49, 69])
def test_after_taking_tokens_off_a_new_tail_gives_the_logits_of_a_cold_run(
    compiled: Compiled, kind: str, kept: int
) -> None:
    model, reference = compiled(kind)
    before, tail = prompt(1, 70), prompt(2, 21)
    model.prefill(before)
    model.pop(70 - kept)
    close(model.prefill(tail), reference.logits(before[:kept] + tail)[-1])


@pytest.mark.parametrize("kind", KINDS)
def test_many_edits_in_a_row_leave_the_cache_as_a_cold_run_would(compiled: Compiled, kind: str) -> None:
    model, reference = compiled(kind)
    random = np.random.default_rng(3)
    ids = prompt(4, 50)
    model.prefill(ids)
    for edit in range(12):
        kept = int(random.integers(1, len(ids)))
        tail = prompt(100 + edit, int(random.integers(1, 140 - kept)))
        model.pop(len(ids) - kept)
        ids = ids[:kept] + tail
        close(model.prefill(tail), reference.logits(ids)[-1])


@pytest.mark.parametrize("kind", KINDS)
def test_a_proposal_that_fails_half_way_can_be_taken_back(compiled: Compiled, kind: str) -> None:
    model, reference = compiled(kind)
    ids = prompt(5, 33)
    draft = list(ids)
    for _ in range(8):
        draft.append(int(reference.logits(draft)[-1].argmax()))
    proposal = draft[33:]
    proposal[5] = (proposal[5] + 1) % 256
    model.prefill(ids[:-1])
    agreed = model.forward("verify", [ids[-1], *proposal]).tolist()
    assert agreed[:6] == draft[33:39]
    model.pop(len(proposal) - 5)  # keeps the five proposals that were right
    assert int(model.forward("verify", [draft[38]])[0]) == draft[39]


@pytest.mark.parametrize("kind", KINDS)
def test_a_cleared_cache_remembers_nothing(compiled: Compiled, kind: str) -> None:
    model, reference = compiled(kind)
    model.prefill(prompt(6, 60))
    model.reset()
    ids = prompt(7, 20)
    close(model.prefill(ids), reference.logits(ids)[-1])


@pytest.mark.parametrize("kind", KINDS)
def test_a_cache_made_for_a_sliding_window_gives_the_same_logits_below_the_window(
    compiled: Compiled, kind: str
) -> None:
    model, reference = compiled(kind)
    sliding = NativeModel(model.config, model.machine, model.weights, sliding_window=True)
    ids = prompt(8, 70)
    close(sliding.prefill(ids), reference.logits(ids)[-1])


@pytest.mark.parametrize("kind", KINDS)
def test_more_positions_than_verify_takes_are_refused(compiled: Compiled, kind: str) -> None:
    model, _ = compiled(kind)
    with pytest.raises(Exception, match="48|storage|size"):
        model.forward("verify", prompt(9, 49))
