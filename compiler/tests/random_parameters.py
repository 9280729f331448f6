"""Random weights in the store's format, scaled so that activations neither vanish nor explode."""

import numpy as np

from readroom_compiler.config import LibraryConfig
from readroom_compiler.model.build import Parameters
from readroom_compiler.quantized import WEIGHT_FORMATS


def random_parameters(config: LibraryConfig, parameters: Parameters, seed: int) -> dict[str, np.ndarray]:
    """A value for every parameter by name; the same seed gives the same values."""
    random = np.random.default_rng(seed)
    bits = WEIGHT_FORMATS[config.quantization].bits or 32
    zero = 2 ** (bits - 1) - 1
    values: dict[str, np.ndarray] = {}
    for name, shape, dtype in parameters:
        if name.endswith("q_weight"):
            per_word = 32 // bits
            levels = random.integers(0, 2 * zero + 1, (*shape, per_word), dtype=np.uint32)
            shifts = np.arange(per_word, dtype=np.uint32) * np.uint32(bits)
            values[name] = np.bitwise_or.reduce(levels << shifts, axis=-1).astype(np.uint32)
        elif name.endswith("q_scale"):
            columns = shape[1] * 32
            # Uniform levels have a deviation of zero / sqrt(3): this makes it 1.5 / sqrt(columns).
            scale = 1.5 * np.sqrt(3 / columns) / zero
            values[name] = (scale * random.uniform(0.7, 1.3, shape)).astype(dtype)
        elif len(shape) == 2:
            values[name] = (random.standard_normal(shape) * 1.5 / np.sqrt(shape[1])).astype(dtype)
        else:
            values[name] = random.uniform(0.5, 1.5, shape).astype(dtype)
    return values
