"""Configurations: what is accepted, and what is refused in one sentence."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from readroom_compiler.config import MAX_CONFIG_BYTES, library_name, read_config
from readroom_compiler.errors import CompilerError

CONFIGS = Path(__file__).parents[2] / "model-configs"
Edit = Callable[[dict], None]


def edited(folder: Path, edit: Edit) -> Path:
    """A copy of the tiny model's configuration with one change."""
    config = json.loads((CONFIGS / "test" / "tiny-llama.json").read_text(encoding="utf-8"))
    edit(config)
    path = folder / "edited.json"
    path.write_text(json.dumps(config), encoding="utf-8")
    return path


def shape(**values: object) -> Edit:
    """A change of the architecture."""
    return lambda config: config["architecture"].update(values)


def test_every_committed_configuration_is_read() -> None:
    for path in sorted(CONFIGS.rglob("*.json")):
        config = json.loads(path.read_text(encoding="utf-8"))
        for quantization in config.get("quantizations", []):
            read = read_config(path, quantization)
            assert read.architecture.hidden_size == config["architecture"]["hiddenSize"]
            assert read.context_window == config["context"]["window"]


def test_float16_weights_may_be_computed_with_in_float32() -> None:
    tiny = CONFIGS / "test" / "tiny-llama.json"
    assert read_config(tiny, "q8f16_1").compute == "float16"
    assert read_config(tiny, "q8f16_1").name == "tiny-llama-q8f16_1"
    assert read_config(tiny, "q8f16_1", "float32").name == "tiny-llama-q8f16_1-f32"
    assert read_config(tiny, "q4f32_1", shape="small").name == "small-q4f32_1"


def test_a_name_tells_the_compute_type_only_where_it_is_not_the_stored_one() -> None:
    assert library_name("x", "q4f16_1", "float16") == "x-q4f16_1"
    assert library_name("x", "q4f16_1", "float32") == "x-q4f16_1-f32"
    assert library_name("x", "q4f32_1", "float32") == "x-q4f32_1"


def test_llama_3_scaling_is_read(tmp_path: Path) -> None:
    scaling = {
        "type": "llama3",
        "factor": 32,
        "lowFreqFactor": 1,
        "highFreqFactor": 4,
        "originalMaxPositionEmbeddings": 256,
    }
    config = read_config(edited(tmp_path, shape(ropeScaling=scaling)), "q4f32_1")
    assert config.architecture.rope_scaling is not None
    assert config.architecture.rope_scaling.factor == 32.0


@pytest.mark.parametrize(
    ("edit", "sentence"),
    [
        (shape(attentionHeads=5), "5 attention heads cannot share 2 key/value heads"),
        (shape(headDim=15), "a head of 15 is no multiple"),
        (shape(attentionHeads=18, headDim=128), "9 attention heads of 128 .* do not divide"),
        (shape(ropeTheta=10**400), "ropeTheta must be above zero and finite"),
        (shape(ropeScaling={"type": "llama3", "factor": 8, "lowFreqFactor": 4, "highFreqFactor": 4}), "below"),
        (lambda config: config.update(id="../elsewhere"), "id must be a short lower-case name"),
        (shape(hiddenSize=80), "hidden size of 80 is not a multiple of 32"),
        (shape(intermediateSize=100), "feed-forward size of 100 is not a multiple of 32"),
        (shape(headDim=20), "attention width"),
        (shape(family="gpt"), "Only the Llama family"),
        (shape(layers=0), "layers must be a whole number from 1"),
        (shape(layers=True), "layers must be a whole number from 1"),
        (shape(layers=2.5), "layers must be a whole number from 1"),
        (shape(vocabSize=1 << 30), "vocabSize must be a whole number from 1"),
        (shape(rmsNormEps=0), "rmsNormEps must be above zero"),
        (shape(ropeTheta="10000"), "ropeTheta must be a number"),
        (shape(ropeScaling={"type": "yarn"}), "rope scaling yarn is not known"),
        (shape(tieWordEmbeddings=1), "tieWordEmbeddings must be true or false"),
        (lambda config: config["context"].update(window=1024), "beyond the model's 512 positions"),
        (lambda config: config["context"].update(prefillChunk=513), "larger than the window"),
        (lambda config: config.pop("architecture"), "architecture is missing"),
        (lambda config: config.update(context=[]), "context must be a JSON object"),
    ],
)
def test_what_cannot_be_compiled_is_refused_with_its_reason(
    tmp_path: Path, edit: Edit, sentence: str
) -> None:
    with pytest.raises(CompilerError, match=sentence):
        read_config(edited(tmp_path, edit), "q4f32_1")


@pytest.mark.parametrize("text", ["[" * 200_000, '{"id": ' + "9" * 5_000 + "}", "{", "\x00"])
def test_text_that_is_no_configuration_is_refused_in_a_sentence(tmp_path: Path, text: str) -> None:
    path = tmp_path / "config.json"
    path.write_text(text)
    with pytest.raises(CompilerError, match="cannot be read as JSON"):
        read_config(path, "q4f32_1")


def test_half_a_word_of_scales_is_refused_only_where_halves_are_read_as_words(tmp_path: Path) -> None:
    odd = edited(tmp_path, shape(vocabSize=511, hiddenSize=96))
    assert read_config(odd, "q8f16_1").compute == "float16"
    with pytest.raises(CompilerError, match="half a word of scales"):
        read_config(odd, "q8f16_1", "float32")


def test_unknown_types_are_refused() -> None:
    tiny = CONFIGS / "test" / "tiny-llama.json"
    with pytest.raises(CompilerError, match="q3f16_1 is not known"):
        read_config(tiny, "q3f16_1")
    with pytest.raises(CompilerError, match="not in bfloat16"):
        read_config(tiny, "q4f16_1", "bfloat16")
    with pytest.raises(CompilerError, match="in float32 only"):
        read_config(tiny, "q4f32_1", "float16")


def test_files_that_are_no_configuration_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    with pytest.raises(CompilerError, match="There is no configuration"):
        read_config(path, "q4f32_1")
    path.write_bytes(b"{" + b" " * MAX_CONFIG_BYTES + b"}")
    with pytest.raises(CompilerError, match="no model configuration"):
        read_config(path, "q4f32_1")
    path.write_bytes(b'{"id": ')
    with pytest.raises(CompilerError, match="cannot be read as JSON"):
        read_config(path, "q4f32_1")
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(CompilerError, match="cannot be read as JSON"):
        read_config(path, "q4f32_1")
