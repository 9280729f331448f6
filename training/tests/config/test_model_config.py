"""Model configs: the fields that training reads, and refusals."""

import json
from pathlib import Path

import pytest

from readroom_training.config.model_config import MAX_CONFIG_BYTES, read_model_config
from readroom_training.errors import TrainingError

CONFIGS = Path(__file__).parents[3] / "model-configs"


def test_every_committed_model_config_is_read() -> None:
    paths = [*CONFIGS.glob("*.json"), *(CONFIGS / "test").glob("*.json")]
    read = [read_model_config(path) for path in paths if "schema" not in path.name]
    assert {"smollm2-135m-radiology", "llama-2-7b", "llama-3-8b", "tiny-llama"} <= {one.id for one in read}
    default = next(one for one in read if one.id == "smollm2-135m-radiology")
    assert default.base_file == "SmolLM2-135M-Instruct.Q4_1.gguf"
    assert (default.context_window, default.max_new_tokens) == (2_048, 192)


@pytest.mark.parametrize(
    ("group", "key", "value", "sentence"),
    [
        ("architecture", "layers", 0, "layers must be a whole number"),
        ("architecture", "layers", True, "layers must be a whole number"),
        ("architecture", "vocabSize", 1 << 30, "vocabSize must be a whole number"),
        ("architecture", "ropeTheta", 0, "ropeTheta must be above zero"),
        ("context", "window", "2048", "window must be a whole number"),
        ("base", "source", 3, "source must be a group of keys"),
        ("base", "origin", "", "origin must be a text"),
    ],
)
def test_a_field_of_the_wrong_kind_is_refused(
    tmp_path: Path, group: str, key: str, value: object, sentence: str
) -> None:
    config = json.loads((CONFIGS / "test" / "tiny-llama.json").read_text(encoding="utf-8"))
    config[group][key] = value
    path = tmp_path / "m.json"
    path.write_text(json.dumps(config), encoding="utf-8")
    with pytest.raises(TrainingError, match=sentence):
        read_model_config(path)


def test_canonical_sides_are_read_and_any_other_laterality_is_refused(tmp_path: Path) -> None:
    config = json.loads((CONFIGS / "test" / "tiny-llama.json").read_text(encoding="utf-8"))
    path = tmp_path / "m.json"
    path.write_text(json.dumps(config), encoding="utf-8")
    assert not read_model_config(path).canonical_sides
    path.write_text(json.dumps({**config, "laterality": "canonical"}), encoding="utf-8")
    assert read_model_config(path).canonical_sides
    path.write_text(json.dumps({**config, "laterality": "left"}), encoding="utf-8")
    with pytest.raises(TrainingError, match="laterality must be canonical"):
        read_model_config(path)


@pytest.mark.parametrize("data", [b"[1]", b"{", b"\xff", b"[" * 100_000, b" " * (MAX_CONFIG_BYTES + 1)])
def test_a_file_that_is_no_model_config_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "m.json"
    path.write_bytes(data)
    with pytest.raises(TrainingError) as refusal:
        read_model_config(path)
    assert refusal.value.code == "model/config-unreadable"
