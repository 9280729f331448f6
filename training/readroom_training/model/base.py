"""The base model: one call for both forms in which it comes."""

from pathlib import Path

import torch
from tokenizers import Tokenizer
from transformers import LlamaForCausalLM

from readroom_training.errors import TrainingError
from readroom_training.model.folder_base import load_folder
from readroom_training.model.gguf_base import load_gguf
from readroom_training.model.gguf_file import GgufFile
from readroom_training.model.tokenizer import load_tokenizer


def load_base(source: str | Path, dtype: torch.dtype) -> tuple[LlamaForCausalLM, Tokenizer]:
    """
    The model in evaluation mode, every weight in `dtype`, and the tokenizer that the app builds from the same files.
    @param source a .gguf file, or a folder with config.json, *.safetensors and tokenizer.json
    @raises TrainingError `model/…`
    """
    path = Path(source)
    tokenizer = load_tokenizer(path)
    model = load_folder(path, dtype) if path.is_dir() else load_gguf(GgufFile(path), dtype)
    if tokenizer.get_vocab_size() > model.config.vocab_size:
        raise TrainingError("model/bad-tokenizer", f"{path.name}: more tokens than the embedding has rows.")
    return model, tokenizer
