"""Reads a built model folder and gives back the weights as the checkpoint of a Hugging Face Llama."""

import json
from pathlib import Path

import numpy as np
import torch

GROUP = 32
"""Weights along the input dimension that share a scale (MLC's scheme 1)."""

MAX_LEVEL = {4: 7, 8: 127}
"""Bits of a level -> the level that means zero."""


def read_parameters(folder: Path) -> dict[str, np.ndarray]:
    """Every stored tensor by its name, as tensor-cache.json places it in the shards."""
    cache = json.loads((folder / "tensor-cache.json").read_text())
    parameters: dict[str, np.ndarray] = {}
    for shard in cache["records"]:
        data = (folder / shard["dataPath"]).read_bytes()
        for record in shard["records"]:
            start = record["byteOffset"]
            values = np.frombuffer(data[start : start + record["nbytes"]], dtype=record["dtype"])
            parameters[record["name"]] = values.reshape(record["shape"])
    return parameters


def dequantize(levels: np.ndarray, scales: np.ndarray) -> torch.Tensor:
    """levels uint32 [n, k / per_word], scales [n, k / 32] -> float32 [n, k]; the lowest bits come first."""
    groups = scales.shape[1]
    per_word = groups * GROUP // levels.shape[1]
    bits = 32 // per_word
    shifts = np.arange(per_word, dtype=np.uint32) * np.uint32(bits)
    single = (levels[:, :, None] >> shifts) & np.uint32(2**bits - 1)  # [n, words, per_word]
    signed = single.reshape(levels.shape[0], groups, GROUP).astype(np.float32) - MAX_LEVEL[bits]
    values = signed * scales.astype(np.float32)[:, :, None]
    return torch.from_numpy(values.reshape(levels.shape[0], groups * GROUP))


def llama_state(folder: Path, heads: int, key_value_heads: int, head_dim: int) -> dict[str, torch.Tensor]:
    """The dequantized weights under Hugging Face's names: fused matrices cut apart again."""
    stored = read_parameters(folder)
    state: dict[str, torch.Tensor] = {}
    for name, values in stored.items():
        if name.endswith(".q_scale"):
            continue
        if not name.endswith(".q_weight"):
            state[name] = torch.from_numpy(values.astype(np.float32))
            continue
        base = name.removesuffix(".q_weight")
        matrix = dequantize(values, stored[f"{base}.q_scale"])
        if base.endswith(".qkv_proj"):
            rows = [heads * head_dim, key_value_heads * head_dim, key_value_heads * head_dim]
            parts = zip(("q_proj", "k_proj", "v_proj"), matrix.split(rows), strict=True)
            state |= {f"{base.removesuffix('qkv_proj')}{part}.weight": rows_of for part, rows_of in parts}
        elif base.endswith(".gate_up_proj"):
            parts = zip(("gate_proj", "up_proj"), matrix.chunk(2), strict=True)
            state |= {f"{base.removesuffix('gate_up_proj')}{part}.weight": rows_of for part, rows_of in parts}
        else:
            state[f"{base}.weight"] = matrix
    return state
