"""A GGUF's vocabulary as the JSON of a tokenizer; the same steps as src/pipeline/tokenizer/tokenizer-from-gguf.ts."""

from collections.abc import Collection
from typing import Any

from readroom_training.errors import TrainingError
from readroom_training.model.gguf_file import GgufFile
from readroom_training.model.sentencepiece_merges import merges_of_scores

# llama.cpp's token types.
_NORMAL, _UNKNOWN, _CONTROL, _USER_DEFINED = 1, 2, 3, 4

# Llama 3's split, as its tokenizer.json has it.
_LLAMA3_REGEX = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*"
    r"|\s*[\r\n]+|\s+(?!\S)|\s+"
)


def _byte_level(use_regex: bool) -> dict[str, Any]:
    return {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": use_regex}


def _sequence(*steps: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Sequence", "pretokenizers": list(steps)}


# llama.cpp's names of pre-tokenizers that can be rebuilt exactly -> (pre_tokenizer, ignore_merges).
_RECIPES: dict[str, tuple[dict[str, Any], bool]] = {
    "gpt-2": (_byte_level(True), False),
    "smollm": (_sequence({"type": "Digits", "individual_digits": True}, _byte_level(True)), False),
    "llama-bpe": (
        _sequence(
            {"type": "Split", "pattern": {"Regex": _LLAMA3_REGEX}, "behavior": "Isolated", "invert": False},
            _byte_level(False),
        ),
        True,
    ),
}


def gguf_tokenizer_json(file: GgufFile) -> dict[str, Any]:
    """
    What tokenizer.json would hold; no post-processor, since the chat template writes every special token itself.
    @raises TrainingError `model/unsupported-tokenizer` for a vocabulary that cannot be rebuilt, `model/bad-tokenizer`
    """
    return _sentencepiece(file) if file.get("tokenizer.ggml.model") == "llama" else _byte_pairs(file)


def _byte_pairs(file: GgufFile) -> dict[str, Any]:
    """GPT-2's kind: bytes as characters, cut by a regular expression, merges in the file."""
    model, name = file.get("tokenizer.ggml.model"), file.get("tokenizer.ggml.pre")
    recipe = _RECIPES.get(str(name)) if model == "gpt2" else None
    if recipe is None:
        found = f"tokenizer.ggml.pre {name!r}" if model == "gpt2" else f"tokenizer.ggml.model {model!r}"
        raise TrainingError("model/unsupported-tokenizer", f"{file.name}: {found}; take a folder with tokenizer.json.")
    pre_tokenizer, ignore_merges = recipe
    tokens, _, added = _vocabulary(file, {_CONTROL})
    return {
        **_frame(added),
        "pre_tokenizer": pre_tokenizer,
        "decoder": {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True, "use_regex": True},
        "model": {
            **_bpe(None, byte_fallback=False),
            "ignore_merges": ignore_merges,
            "vocab": {token: index for index, token in enumerate(tokens)},
            "merges": file.strings("tokenizer.ggml.merges"),
        },
    }


def _sentencepiece(file: GgufFile) -> dict[str, Any]:
    """Llama 2's kind: blanks as ▁, one put in front, scores in place of merges, bytes for what is left."""
    tokens, types, added = _vocabulary(file, {_CONTROL, _UNKNOWN})
    scores = file.numbers("tokenizer.ggml.scores", len(tokens))
    pieces = {
        token: score
        for token, kind, score in zip(tokens, types, scores, strict=True)
        if kind == _NORMAL and " " not in token
    }
    prefix = file.get("tokenizer.ggml.add_space_prefix") is not False
    blank = {"type": "Replace", "pattern": {"String": " "}, "content": "▁"}
    first = [{"type": "Strip", "content": " ", "start": 1, "stop": 0}] if prefix else []
    decoders = [
        {"type": "Replace", "pattern": {"String": "▁"}, "content": " "},
        {"type": "ByteFallback"},
        {"type": "Fuse"},
        *first,
    ]
    return {
        **_frame(added),
        "normalizer": {
            "type": "Sequence",
            "normalizers": [*([{"type": "Prepend", "prepend": "▁"}] if prefix else []), blank],
        },
        "decoder": {"type": "Sequence", "decoders": decoders},
        "model": {
            **_bpe(tokens[types.index(_UNKNOWN)] if _UNKNOWN in types else None, byte_fallback=True),
            "vocab": {token: index for index, token in enumerate(tokens)},
            "merges": merges_of_scores(pieces, file.name),
        },
    }


def _vocabulary(file: GgufFile, special: Collection[int]) -> tuple[list[str], list[int], list[dict[str, Any]]]:
    tokens = file.strings("tokenizer.ggml.tokens")
    types = [int(kind) for kind in file.numbers("tokenizer.ggml.token_type", len(tokens))]
    if len(set(tokens)) != len(tokens):
        raise TrainingError("model/bad-tokenizer", f"{file.name}: a token is twice in the vocabulary.")
    plain = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False}
    added = [
        {"id": index, "content": token, **plain, "special": kind in special}
        for index, (token, kind) in enumerate(zip(tokens, types, strict=True))
        if kind in special or kind == _USER_DEFINED
    ]
    return tokens, types, added


def _frame(added: list[dict[str, Any]]) -> dict[str, Any]:
    empty = dict.fromkeys(("truncation", "padding", "normalizer", "pre_tokenizer", "post_processor"))
    return {"version": "1.0", "added_tokens": added, **empty}


def _bpe(unknown: str | None, byte_fallback: bool) -> dict[str, Any]:
    return {
        "type": "BPE",
        "dropout": None,
        "unk_token": unknown,
        "continuing_subword_prefix": None,
        "end_of_word_suffix": None,
        "fuse_unk": byte_fallback,
        "byte_fallback": byte_fallback,
        "ignore_merges": False,
    }
