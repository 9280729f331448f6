"""The tokenizer that a GGUF's vocabulary gives."""

from pathlib import Path

import pytest
from support.tiny_base import tiny_llama, write_tiny_base
from support.tiny_gguf import sentencepiece_vocabulary, write_tiny_gguf

from readroom_training.errors import TrainingError
from readroom_training.model.sentencepiece_merges import merges_of_scores
from readroom_training.model.tokenizer import load_tokenizer


def _ids(path: Path, text: str) -> list[int]:
    return load_tokenizer(path).encode(text, add_special_tokens=False).ids


@pytest.mark.parametrize(("pre", "tokens"), [("smollm", 2), ("gpt-2", 1), ("llama-bpe", 1)])
def test_digits_are_kept_apart_for_smollm_only(tmp_path: Path, pre: str, tokens: int) -> None:
    path = write_tiny_gguf(tmp_path / "base.gguf", tiny_llama(), metadata={"tokenizer.ggml.pre": pre})
    assert len(_ids(path, "12")) == tokens


def test_special_tokens_are_found_and_can_be_switched_off(tmp_path: Path) -> None:
    tokenizer = load_tokenizer(write_tiny_gguf(tmp_path / "base.gguf", tiny_llama()))
    assert tokenizer.encode("<|im_end|>", add_special_tokens=False).ids == [2]
    tokenizer.encode_special_tokens = True
    assert 2 not in tokenizer.encode("<|im_end|>", add_special_tokens=False).ids


def test_text_comes_back_from_its_ids(tmp_path: Path) -> None:
    tokenizer = load_tokenizer(write_tiny_gguf(tmp_path / "base.gguf", tiny_llama()))
    text = "A 12.5 mm nodule (½ cm²).\n\n  1. Patient’s heart isn’t enlarged. 心臓"
    assert tokenizer.decode(tokenizer.encode(text, add_special_tokens=False).ids) == text


def test_scores_join_the_pair_whose_union_scores_highest(tmp_path: Path) -> None:
    pieces = {"▁": -9.0, "a": -9.0, "b": -9.0, "c": -9.0, "ab": -2.0, "bc": -1.0, "▁a": -3.0}
    vocabulary = sentencepiece_vocabulary(pieces)
    path = write_tiny_gguf(tmp_path / "base.gguf", tiny_llama(), tokenizer=vocabulary)
    tokenizer = load_tokenizer(path)
    assert [tokenizer.id_to_token(one) for one in _ids(path, "abc")] == ["▁a", "bc"]
    # What has no piece falls into bytes, and comes back from them.
    assert tokenizer.decode(_ids(path, "é")) == "é"


def test_of_several_ways_to_a_piece_the_longest_left_part_goes_first() -> None:
    scores = {"a": -3.0, "b": -3.0, "c": -3.0, "ab": -1.0, "bc": -1.0, "abc": -0.5}
    assert merges_of_scores(scores, "file") == ["ab c", "a bc", "a b", "b c"]


def test_a_token_twice_in_the_vocabulary_is_refused(tmp_path: Path) -> None:
    vocabulary = sentencepiece_vocabulary({"a": -1.0})
    vocabulary["tokens"][-1] = "<s>"
    path = write_tiny_gguf(tmp_path / "base.gguf", tiny_llama(), tokenizer=vocabulary)
    with pytest.raises(TrainingError) as refused:
        load_tokenizer(path)
    assert refused.value.code == "model/bad-tokenizer"


def test_truncation_and_padding_that_a_file_asks_for_are_left_off(tmp_path: Path) -> None:
    folder = write_tiny_base(tmp_path / "base")
    tokenizer = load_tokenizer(folder)
    tokenizer.enable_truncation(3)
    tokenizer.enable_padding(length=8)
    tokenizer.save(str(folder / "tokenizer.json"))
    assert len(_ids(folder, "seven ch")) == 8
    assert len(_ids(folder, "a longer text")) == 13


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"model": 3}'])
def test_a_file_that_is_no_tokenizer_is_refused(tmp_path: Path, text: str) -> None:
    folder = write_tiny_base(tmp_path / "base")
    (folder / "tokenizer.json").write_text(text)
    with pytest.raises(TrainingError) as refused:
        load_tokenizer(folder)
    assert refused.value.code == "model/bad-tokenizer"
