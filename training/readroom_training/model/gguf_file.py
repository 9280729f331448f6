"""A GGUF file's metadata and tensors, through llama.cpp's own reader, with every failure as a TrainingError."""

from collections.abc import Mapping
from pathlib import Path

import gguf
import numpy as np

from readroom_training.errors import TrainingError

# A Llama of 126 layers (405B) has 1,137 tensors; four times as many still says that it is a model.
MAX_TENSORS = 4_608
# Llama 3 has 128,256 tokens and 280,147 merges; the app refuses more than twice as many, so do we.
MAX_STRINGS = 524_288


class GgufFile:
    """Memory-mapped: a tensor is read, and decoded to float32, when it is asked for."""

    def __init__(self, path: Path) -> None:
        self.name = path.name
        try:
            self._reader = gguf.GGUFReader(path)
        except OSError as error:
            raise TrainingError("model/unreadable", f"{path.name} cannot be read: {error.strerror}.") from error
        # The reader trusts the file: a broken one fails wherever its numbers lead.
        except Exception as error:
            raise TrainingError("model/bad-gguf", f"{path.name} is no whole GGUF file.") from error
        if len(self._reader.tensors) > MAX_TENSORS:
            raise TrainingError("model/over-limit", f"{path.name} has more than {MAX_TENSORS} tensors.")
        self.tensors: Mapping[str, gguf.ReaderTensor] = {tensor.name: tensor for tensor in self._reader.tensors}

    def get(self, key: str) -> object:
        """A metadata value as Python has it, or None."""
        field = self._reader.fields.get(key)
        return None if field is None else field.contents()

    def strings(self, key: str) -> list[str]:
        """@raises TrainingError `model/bad-tokenizer`, `model/over-limit`"""
        value = self._list(key)
        if not all(isinstance(item, str) for item in value):
            raise TrainingError("model/bad-tokenizer", f"{self.name}: {key} is no list of texts.")
        return value

    def numbers(self, key: str, count: int) -> list[float]:
        """An array with one number for each token."""
        value = self._list(key)
        if len(value) != count or not all(isinstance(item, int | float) for item in value):
            raise TrainingError("model/bad-tokenizer", f"{self.name}: {key} does not hold {count} numbers.")
        return value

    def _list(self, key: str) -> list:
        value = self.get(key)
        if not isinstance(value, list):
            raise TrainingError("model/bad-tokenizer", f"{self.name}: {key} is missing.")
        if len(value) > MAX_STRINGS:
            raise TrainingError("model/over-limit", f"{self.name}: {key} has more than {MAX_STRINGS} entries.")
        return value

    def float32(self, name: str) -> np.ndarray:
        """The decoded tensor, rows first as in PyTorch; a copy that outlives the file."""
        tensor = self.tensors[name]
        try:
            values = gguf.quants.dequantize(tensor.data, tensor.tensor_type)
        except NotImplementedError as error:
            kind = tensor.tensor_type.name
            raise TrainingError("model/unsupported-gguf", f"{self.name}: {kind} tensors cannot be decoded.") from error
        shape = tuple(int(size) for size in reversed(tensor.shape))
        return np.array(values, dtype=np.float32).reshape(shape)
