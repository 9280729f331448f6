"""Merges and quantizes a float16 checkpoint with numpy on one core: the yardstick of scripts/bench/pipeline.ts.

    python pipeline_reference.py FOLDER BITS
"""

import json
import os
import sys
import time
from pathlib import Path

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import numpy as np


def tensors(path):
    with open(path, "rb") as file:
        size = int.from_bytes(file.read(8), "little")
        header = json.loads(file.read(size))
    data = np.memmap(path, np.uint8, "r", offset=8 + size)
    for name, info in header.items():
        if name != "__metadata__":
            start, end = info["data_offsets"]
            yield name, data[start:end].view(np.float16).reshape(info["shape"])


def main(folder, bits):
    level = 2 ** (bits - 1) - 1
    per_word = 32 // bits
    shifts = np.arange(per_word, dtype=np.uint32) * bits
    lora = dict(tensors(folder / "adapter" / "adapter_model.safetensors"))
    total = 0
    started = time.process_time()
    for path in sorted((folder / "base").glob("*.safetensors")):
        for name, stored in tensors(path):
            total += stored.nbytes
            weight = stored.astype(np.float32)
            if weight.ndim == 1:
                continue
            at = "base_model.model." + name.removesuffix(".weight")
            if at + ".lora_A.weight" in lora:
                a = lora[at + ".lora_A.weight"].astype(np.float32)
                b = lora[at + ".lora_B.weight"].astype(np.float32)
                weight += 2 * (b @ a)
            groups = weight.reshape(-1, 32)
            scale = (np.abs(groups).max(-1) / np.float32(level)).astype(np.float16)
            wide = scale.astype(np.float32)[:, None]
            q = np.round(np.divide(groups, wide, out=np.zeros_like(groups), where=wide != 0))
            q = (q + level).astype(np.uint32).reshape(-1, per_word)
            (q << shifts).sum(-1, dtype=np.uint32)
    print(json.dumps({"inputBytes": total, "cpuSeconds": time.process_time() - started}))


main(Path(sys.argv[1]), int(sys.argv[2]))
