"""A Llama with the weights of a GGUF file, decoded to ordinary tensors."""

import numpy as np
import torch
from transformers import LlamaConfig, LlamaForCausalLM
from transformers.models.llama.modeling_llama import LlamaRotaryEmbedding

from readroom_training.errors import TrainingError
from readroom_training.model.architecture import gguf_architecture
from readroom_training.model.gguf_file import GgufFile
from readroom_training.model.gguf_names import hugging_face_name, is_interleaved


def load_gguf(file: GgufFile, dtype: torch.dtype) -> LlamaForCausalLM:
    """@raises TrainingError `model/unsupported-architecture`, `model/tensor-mismatch`, `model/…`"""
    config = gguf_architecture(file)
    with torch.device("meta"):
        model = LlamaForCausalLM(config).to(dtype)
    state = {name: tensor.to(dtype) for name, tensor in _tensors(file, config)}
    if config.tie_word_embeddings and "model.embed_tokens.weight" in state:
        state["lm_head.weight"] = state["model.embed_tokens.weight"]
    _check(state, model, file.name)
    model.load_state_dict(state, strict=True, assign=True)
    model.tie_weights()
    # Its frequencies are no part of the state and were made on the meta device.
    model.model.rotary_emb = LlamaRotaryEmbedding(config)
    return model.eval()


def _tensors(file: GgufFile, config: LlamaConfig):
    for name in file.tensors:
        target = hugging_face_name(name)
        if target is None:
            raise TrainingError("model/tensor-mismatch", f"{file.name}: {name} is no tensor of a Llama.")
        values = file.float32(name)
        if is_interleaved(target):
            values = _join_halves(values, config.head_dim, f"{file.name}: {name}")
        yield target, torch.from_numpy(values)


def _join_halves(rows: np.ndarray, head_dim: int, what: str) -> np.ndarray:
    """[heads · head_dim, in], each head's rows (0, half, 1, half + 1, …) back to (0, 1, …, half, half + 1, …)."""
    if rows.ndim != 2 or rows.shape[0] % head_dim:
        raise TrainingError("model/tensor-mismatch", f"{what} has shape {list(rows.shape)}.")
    split = rows.reshape(-1, head_dim // 2, 2, rows.shape[1])
    return np.ascontiguousarray(split.swapaxes(1, 2)).reshape(rows.shape)


def _check(state: dict[str, torch.Tensor], model: LlamaForCausalLM, file: str) -> None:
    expected = {name: tuple(tensor.shape) for name, tensor in model.state_dict().items()}
    missing = sorted(expected.keys() - state.keys())
    if missing:
        raise TrainingError("model/tensor-mismatch", f"{file} lacks {missing[0]} and {len(missing) - 1} more.")
    for name, tensor in state.items():
        if expected.get(name) != tuple(tensor.shape):
            found, wanted = list(tensor.shape), list(expected.get(name, ()))
            raise TrainingError("model/tensor-mismatch", f"{file}: {name} has shape {found}, expected {wanted}.")
