"""
The tokenizer, from the same bytes that the app reads. transformers is not asked: its GGUF conversion loses the Digits
step of SmolLM2, and "12.5 mm" would become other ids than in the app.
"""

import json
from pathlib import Path

from tokenizers import Tokenizer

from readroom_training.errors import TrainingError
from readroom_training.model.gguf_file import GgufFile
from readroom_training.model.gguf_tokenizer import gguf_tokenizer_json

# Llama 3's takes 9 MB; the app's own bound.
MAX_TOKENIZER_BYTES = 67_108_864


def load_tokenizer(source: str | Path) -> Tokenizer:
    """
    @param source a .gguf file, or a folder with tokenizer.json
    @raises TrainingError `model/unreadable`, `model/bad-tokenizer`, `model/unsupported-tokenizer`, `model/over-limit`
    """
    path = Path(source)
    if not path.exists():
        raise TrainingError("model/unreadable", f"There is no file or folder {path.name}.")
    text = _folder_json(path) if path.is_dir() else json.dumps(gguf_tokenizer_json(GgufFile(path)))
    try:
        tokenizer = Tokenizer.from_str(text)
    # The library raises bare Exceptions.
    except Exception as error:
        raise TrainingError("model/bad-tokenizer", f"{path.name}: its tokenizer cannot be built.") from error
    # Cutting and padding, where a file asks for them, would change a report; the app ignores both.
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def _folder_json(folder: Path) -> str:
    path = folder / "tokenizer.json"
    try:
        size = path.stat().st_size
        if size > MAX_TOKENIZER_BYTES:
            raise TrainingError("model/over-limit", f"tokenizer.json has {size} bytes, at most {MAX_TOKENIZER_BYTES}.")
        return path.read_text("utf-8")
    except OSError as error:
        raise TrainingError("model/unreadable", f"{folder.name} has no readable tokenizer.json.") from error
    except UnicodeDecodeError as error:
        raise TrainingError("model/bad-tokenizer", "tokenizer.json is not UTF-8.") from error
