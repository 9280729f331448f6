"""A base, its model config, reports and a recipe, all tiny and made here: a whole training run takes seconds."""

import json
from pathlib import Path
from typing import Any

import torch
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers
from transformers import LlamaConfig, LlamaForCausalLM

ROOT = Path(__file__).parents[3]
SPECIAL = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")
# Bytes and special tokens, rounded up to whole groups of the app's quantization.
VOCABULARY = 288

_SIDES = ("left", "right")
_PLACES = ("upper", "lower", "middle")
_PROBLEMS = ("effusion", "opacity", "nodule", "edema")


def tiny_tokenizer() -> Tokenizer:
    """One token a byte, and ChatML's special tokens."""
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocabulary = {token: i for i, token in enumerate([*SPECIAL, *alphabet])}
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([AddedToken(token, normalized=False, special=True) for token in SPECIAL])
    return tokenizer


def tiny_llama(seed: int = 0) -> LlamaForCausalLM:
    """Random weights: two layers of 64, four heads of which two share a key; tied embeddings."""
    torch.manual_seed(seed)
    config = LlamaConfig(
        vocab_size=VOCABULARY,
        hidden_size=64,
        intermediate_size=128,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        head_dim=16,
        max_position_embeddings=512,
        rms_norm_eps=1e-5,
        rope_parameters={"rope_type": "default", "rope_theta": 10_000.0},
        tie_word_embeddings=True,
        bos_token_id=1,
        eos_token_id=2,
        pad_token_id=0,
    )
    return LlamaForCausalLM(config).eval()


def write_tiny_base(folder: Path) -> Path:
    """The model as a safetensors folder with its tokenizer; returns the folder."""
    tiny_llama().save_pretrained(folder)
    tiny_tokenizer().save(str(folder / "tokenizer.json"))
    return folder


def write_tiny_model_config(path: Path) -> Path:
    """The repository's tiny model config with the vocabulary above; returns the path."""
    config = json.loads((ROOT / "model-configs" / "test" / "tiny-llama.json").read_text(encoding="utf-8"))
    config["architecture"]["vocabSize"] = VOCABULARY
    path.write_text(json.dumps(config), encoding="utf-8")
    return path


def tiny_reports(count: int, first: int = 0) -> list[dict[str, str]]:
    """Findings that name a side, a place and a problem, and the impression that repeats them."""
    reports = []
    for i in range(first, first + count):
        side, place, problem = _SIDES[i % 2], _PLACES[i % 3], _PROBLEMS[i % 4]
        findings = f"There is {problem} in the {side} {place} zone. Heart size is normal. Case {i}."
        reports.append({"id": f"r{i}", "findings": findings, "impression": f"{side} {place} {problem}."})
    return reports


def write_jsonl(path: Path, rows: list[dict[str, str]]) -> Path:
    """One JSON object a line; returns the path."""
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def tiny_recipe(folder: Path, **changes: Any) -> Path:
    """Writes base, config, reports and a recipe into a folder; `changes` replace whole groups of the recipe.

    One process, float32, no dropout: what remains is arithmetic. JSON is YAML, so the recipe is written as JSON.
    """
    write_tiny_base(folder / "base")
    write_tiny_model_config(folder / "model.json")
    write_jsonl(folder / "train.jsonl", tiny_reports(12))
    write_jsonl(folder / "val.jsonl", tiny_reports(4, first=100))
    recipe: dict[str, Any] = {
        "name": "tiny",
        "model": {"config": "model.json", "base": "base", "engine": "peft", "precision": "float32"},
        "data": {
            "root": ".",
            "sources": [
                {"reader": "jsonl", "path": "train.jsonl", "split": "train"},
                {"reader": "jsonl", "path": "val.jsonl", "split": "validation"},
            ],
        },
        "method": {"kind": "lora", "rank": 4, "alpha": 8, "dropout": 0.0},
        "prompt": {"max_tokens": 384},
        "augment": {"masked_words": "keep"},
        "optimiser": {"lr": 0.01},
        "batch": {"reports": 4, "max_tokens": 512},
        "epochs": 2,
        "evaluation": {"metric": "loss", "max_new_tokens": 8, "quantization": "none"},
        "checkpoint": {"every_minutes": 0},
        "seed": 3,
    }
    path = folder / "recipe.yaml"
    path.write_text(json.dumps({**recipe, **changes}), encoding="utf-8")
    return path
