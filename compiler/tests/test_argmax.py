"""The parallel argmax finds the largest logit of any vocabulary, and the lowest id among equals."""

import numpy as np
import pytest
import tvm
from native import tensor
from tvm import relax
from tvm.relax.frontend import nn
from tvm.relax.frontend.nn import Tensor

from readroom_compiler.sampling.argmax import NO_TOKEN, argmax


class _Argmax(nn.Module):
    def forward(self, logits: Tensor) -> Tensor:
        return argmax(logits)


def run(logits: np.ndarray) -> list[int]:
    """float32 [n, vocabulary] -> ids."""
    module = _Argmax()
    target = tvm.target.Target({"kind": "llvm"})
    specification = nn.spec.ModuleSpec.from_raw(
        {
            "forward": {
                "logits": nn.spec.Tensor([1, "n", logits.shape[1]], "float32"),
                "$": {"param_mode": "none", "effect_mode": "none"},
            }
        },
        module,
    )
    with target:
        exported, _ = module.export_tvm(spec=specification)
        executable = relax.build(exported, target)
    machine = relax.VirtualMachine(executable, tvm.cpu())
    return machine["forward"](tensor(logits[None])).numpy().tolist()


@pytest.mark.parametrize("vocabulary", [2, 31, 32, 33, 300, 1000, 1024, 1025, 49_152, 128_256])
def test_the_likeliest_of_any_vocabulary_is_found_wherever_it_is(vocabulary: int) -> None:
    logits = np.random.default_rng(1).standard_normal((40, vocabulary)).astype(np.float32)
    places = np.linspace(0, vocabulary - 1, 40).astype(int)
    logits[np.arange(40), places] += 100
    assert run(logits) == places.tolist()


@pytest.mark.parametrize("vocabulary", [33, 1000, 49_152])
def test_of_equal_logits_the_lowest_id_is_taken(vocabulary: int) -> None:
    random = np.random.default_rng(2)
    logits = random.integers(-3, 4, (50, vocabulary)).astype(np.float32)
    logits[0] = -1e30  # all equal
    logits[1] = np.finfo(np.float32).min
    logits[2, :-1] = -7
    assert run(logits) == logits.argmax(axis=-1).tolist()


@pytest.mark.parametrize("vocabulary", [33, 1000, 49_152])
def test_where_nothing_is_a_number_no_token_is_chosen(vocabulary: int) -> None:
    logits = np.full((3, vocabulary), np.nan, np.float32)
    logits[1] = np.arange(vocabulary)
    logits[2, vocabulary // 2] = -5
    assert run(logits) == [NO_TOKEN, vocabulary - 1, vocabulary // 2]
