"""A base from a GGUF and from a folder, against the model that both were written from."""

from pathlib import Path

import gguf
import pytest
import torch
from support.tiny_base import tiny_llama, write_tiny_base
from support.tiny_gguf import write_tiny_gguf

from readroom_training.errors import TrainingError
from readroom_training.model.base import load_base

IDS = torch.tensor([[1, 40, 50, 60, 70, 80, 90, 100]])


def _logits(model: torch.nn.Module) -> torch.Tensor:
    with torch.no_grad():
        return model(input_ids=IDS).logits


def test_a_gguf_computes_what_the_model_it_was_written_from_computes(tmp_path: Path) -> None:
    model = tiny_llama()
    loaded, _ = load_base(write_tiny_gguf(tmp_path / "base.gguf", model), torch.float32)
    assert torch.equal(_logits(loaded), _logits(model))
    assert loaded.config.rms_norm_eps == 1e-5
    assert loaded.lm_head.weight is loaded.model.embed_tokens.weight


def test_a_quantized_gguf_is_decoded_to_what_its_blocks_mean(tmp_path: Path) -> None:
    model, kind = tiny_llama(), gguf.GGMLQuantizationType.Q4_1
    loaded, _ = load_base(write_tiny_gguf(tmp_path / "base.gguf", model, kind=kind), torch.float32)
    weight = model.model.layers[0].mlp.up_proj.weight.detach().numpy()
    expected = gguf.quants.dequantize(gguf.quants.quantize(weight, kind), kind)
    assert torch.equal(loaded.model.layers[0].mlp.up_proj.weight, torch.from_numpy(expected))


def test_a_folder_computes_what_the_model_it_was_written_from_computes(tmp_path: Path) -> None:
    loaded, tokenizer = load_base(write_tiny_base(tmp_path / "base"), torch.float32)
    assert torch.equal(_logits(loaded), _logits(tiny_llama()))
    assert tokenizer.token_to_id("<|im_end|>") == 2


def test_weights_come_in_the_type_that_was_asked_for(tmp_path: Path) -> None:
    for source in (write_tiny_gguf(tmp_path / "base.gguf", tiny_llama()), write_tiny_base(tmp_path / "base")):
        model, _ = load_base(source, torch.bfloat16)
        assert {parameter.dtype for parameter in model.parameters()} == {torch.bfloat16}


@pytest.mark.parametrize(
    ("metadata", "code"),
    [
        ({"llama.expert_count": 8}, "model/unsupported-architecture"),
        ({"llama.rope.scaling.type": "yarn"}, "model/unsupported-architecture"),
        ({"llama.block_count": 100_000}, "model/over-limit"),
        ({"llama.embedding_length": 0}, "model/bad-config"),
        ({"llama.attention.head_count_kv": 3}, "model/bad-config"),
        ({"llama.feed_forward_length": 64}, "model/tensor-mismatch"),
        ({"tokenizer.ggml.pre": "tekken"}, "model/unsupported-tokenizer"),
        ({"tokenizer.ggml.token_type": [1, 1]}, "model/bad-tokenizer"),
    ],
)
def test_a_gguf_of_another_kind_is_refused_by_name(tmp_path: Path, metadata: dict, code: str) -> None:
    path = write_tiny_gguf(tmp_path / "base.gguf", tiny_llama(), metadata=metadata)
    with pytest.raises(TrainingError) as refused:
        load_base(path, torch.float32)
    assert refused.value.code == code
    assert str(tmp_path) not in refused.value.sentence


def test_a_missing_tensor_is_named(tmp_path: Path) -> None:
    path = write_tiny_gguf(tmp_path / "base.gguf", tiny_llama(), leave_out="blk.1.ffn_up.weight")
    with pytest.raises(TrainingError, match=r"model\.layers\.1\.mlp\.up_proj\.weight") as refused:
        load_base(path, torch.float32)
    assert refused.value.code == "model/tensor-mismatch"


@pytest.mark.parametrize("kept", [0, 3, 100, 5000])
def test_a_gguf_that_breaks_off_is_refused(tmp_path: Path, kept: int) -> None:
    whole = write_tiny_gguf(tmp_path / "base.gguf", tiny_llama()).read_bytes()
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(whole[:kept])
    with pytest.raises(TrainingError) as refused:
        load_base(broken, torch.float32)
    assert refused.value.code == "model/bad-gguf"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (('"model_type": "llama"', '"model_type": "mistral"'), "model/unsupported-architecture"),
        (('"mlp_bias": false', '"mlp_bias": true'), "model/unsupported-architecture"),
        (('"intermediate_size": 128', '"intermediate_size": 96'), "model/tensor-mismatch"),
        (('"num_hidden_layers": 2', '"num_hidden_layers": 3'), "model/tensor-mismatch"),
        (('"num_hidden_layers": 2', '"num_hidden_layers": 1'), "model/tensor-mismatch"),
        (('"hidden_size": 64', '"hidden_size": -64'), "model/bad-config"),
        (("{", ""), "model/unreadable"),
    ],
)
def test_a_folder_that_does_not_fit_itself_is_refused(tmp_path: Path, change: tuple[str, str], code: str) -> None:
    folder = write_tiny_base(tmp_path / "base")
    config = folder / "config.json"
    text = config.read_text()
    assert change[0] in text
    config.write_text(text.replace(*change, 1))
    with pytest.raises(TrainingError) as refused:
        load_base(folder, torch.float32)
    assert refused.value.code == code


def test_a_base_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(TrainingError) as refused:
        load_base(tmp_path / "none.gguf", torch.float32)
    assert refused.value.code == "model/unreadable"
