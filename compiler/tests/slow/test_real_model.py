"""The default model, compiled for this processor, against transformers over the same stored weights.

READROOM_MODEL=FOLDER READROOM_REFERENCE=OUT.npz python -m pytest -m slow compiler/tests/slow -s

OUT.npz comes from reference_logits.py. Some minutes.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from native import NativeModel, compile_native, tensor

from readroom_compiler.config import read_config

pytestmark = pytest.mark.slow

# float32 sums in another order than PyTorch's over 30 layers; float16 activations (11 bits) and caches.
LARGEST_DIFFERENCE = {"float32": 5e-4, "float16": 0.1}


def stored_parameters(folder: Path) -> dict[str, np.ndarray]:
    """The shards' tensors by name."""
    arrays: dict[str, np.ndarray] = {}
    for shard in json.loads((folder / "tensor-cache.json").read_text())["records"]:
        data = (folder / shard["dataPath"]).read_bytes()
        for record in shard["records"]:
            flat = np.frombuffer(
                data, record["dtype"], offset=record["byteOffset"], count=int(np.prod(record["shape"]))
            )
            arrays[record["name"]] = flat.reshape(record["shape"])
    return arrays


@pytest.fixture(scope="module")
def reference() -> dict[str, np.ndarray]:
    """The arrays of reference_logits.py."""
    return dict(np.load(os.environ["READROOM_REFERENCE"]))


@pytest.fixture(scope="module", params=["float32", "float16"])
def model(request: pytest.FixtureRequest) -> Iterator[NativeModel]:
    """The model of READROOM_MODEL, computing in either type."""
    folder = Path(os.environ["READROOM_MODEL"])
    configs = Path(__file__).parents[3] / "model-configs"
    quantization = json.loads((folder / "mlc-chat-config.json").read_text())["quantization"]
    name = folder.name.removesuffix(f"-{quantization}")
    config = read_config(configs / f"{name}.json", quantization, request.param)
    machine, parameters = compile_native(config)
    stored = stored_parameters(folder)
    assert [(name, stored[name].shape, str(stored[name].dtype)) for name, _, _ in parameters] == parameters
    yield NativeModel(config, machine, [tensor(stored[name]) for name, _, _ in parameters])


@pytest.mark.parametrize("index", [0, 1, 2])
def test_logits_of_a_whole_prompt_are_those_of_transformers(
    model: NativeModel, reference: dict[str, np.ndarray], index: int
) -> None:
    prompt, expected = reference[f"prompt_{index}"], reference[f"logits_{index}"]
    model.reset()
    last = model.prefill(prompt.tolist())
    difference = np.abs(last - expected[-1]).max()
    kind, spread = model.config.compute, expected[-1].std()
    print(f"\n{kind}, {len(prompt)} tokens: largest difference {difference:.2e}, deviation {spread:.2f}")
    assert difference < LARGEST_DIFFERENCE[model.config.compute]


@pytest.mark.parametrize("index", [0, 1, 2])
def test_verify_agrees_with_transformers_at_every_position(
    model: NativeModel, reference: dict[str, np.ndarray], index: int
) -> None:
    prompt, expected = reference[f"prompt_{index}"], reference[f"logits_{index}"]
    model.reset()
    chosen = np.concatenate(
        [model.forward("verify", prompt[at : at + 100].tolist()) for at in range(0, len(prompt), 100)]
    )
    lead = np.diff(np.sort(expected, axis=-1)[:, -2:], axis=-1)[:, 0]
    clear = lead > 2 * LARGEST_DIFFERENCE[model.config.compute]
    assert clear.mean() > 0.8
    assert np.array_equal(chosen[clear], expected.argmax(axis=-1)[clear])


@pytest.mark.parametrize("index", [0, 1, 2])
def test_greedy_drafts_are_those_of_transformers(
    model: NativeModel, reference: dict[str, np.ndarray], index: int
) -> None:
    prompt, expected = reference[f"prompt_{index}"].tolist(), reference[f"greedy_{index}"].tolist()
    model.reset()
    model.prefill(prompt[:-1])
    ids = [prompt[-1]]
    for _ in expected:
        ids.append(int(model.forward("verify", ids[-1:])[0]))
    assert ids[1:] == expected
