"""Random inputs of a kernel and its right answer, in NumPy."""

from __future__ import annotations

import numpy as np

from bench.specifications import EPSILON, Specification
from readroom_compiler.quantized import GROUP, WEIGHT_FORMATS

Arrays = dict[str, np.ndarray]


def inputs(of: Specification, tokens: int, seed: int) -> Arrays:
    """Arrays by role, as the kernel declares them: x, residual, levels, scales (for rms_norm: the weight)."""
    random = np.random.default_rng(seed)
    weights = WEIGHT_FORMATS[of.quantization]
    if of.kind == "rms_norm":
        x = random.normal(size=(tokens, of.columns)).astype(np.float32)
        weight = random.normal(size=of.columns).astype(weights.stored)
        return {"x": x, "scales": _declared(weight, of.compute)}
    levels = random.integers(0, 2**weights.bits - 1, size=(of.rows, of.columns), dtype=np.uint32)
    scales = (random.random((of.rows, of.columns // GROUP)) * 2.0**-6).astype(weights.stored)
    # Subnormal halves and zero are scales too.
    scales.flat[:: 7] = np.float32(2.0**-24) * random.integers(0, 1024, size=scales.flat[::7].shape)
    shifts = np.arange(weights.per_word, dtype=np.uint32) * np.uint32(weights.bits)
    words = (levels.reshape(of.rows, -1, weights.per_word) << shifts).sum(axis=2, dtype=np.uint32)
    arrays = {"levels": words, "scales": _declared(scales.ravel(), of.compute)}
    if of.kind == "embed":
        arrays["x"] = random.integers(0, of.rows, size=tokens, dtype=np.int32)
    else:
        arrays["x"] = random.normal(size=(tokens, of.columns)).astype(of.compute)
    if of.kind == "linear_add":
        arrays["residual"] = random.normal(size=(tokens, of.rows)).astype(np.float32)
    return arrays


def answer(of: Specification, arrays: Arrays) -> np.ndarray:
    """float32 [tokens, width], computed in float64."""
    x = arrays["x"].astype(np.float64)
    if of.kind == "rms_norm":
        weight = _stored(arrays["scales"], of.columns).astype(np.float64)
        root = np.sqrt((x * x).mean(axis=1, keepdims=True) + EPSILON)
        return (x / root * weight).astype(np.float32)
    matrix = dequantize(of, arrays)
    if of.kind == "embed":
        return matrix[arrays["x"]].astype(np.float32)
    product = x @ matrix.T
    if of.kind == "linear_swiglu":
        gate, up = np.split(product, 2, axis=1)
        product = gate / (1 + np.exp(-gate)) * up
    if of.kind == "linear_add":
        product = product + arrays["residual"]
    return product.astype(np.float32)


def dequantize(of: Specification, arrays: Arrays) -> np.ndarray:
    """float64 [rows, columns]"""
    weights = WEIGHT_FORMATS[of.quantization]
    shifts = np.arange(weights.per_word, dtype=np.uint32) * np.uint32(weights.bits)
    levels = (arrays["levels"][:, :, None] >> shifts) & np.uint32(2**weights.bits - 1)
    centred = levels.reshape(of.rows, of.columns).astype(np.float64) - weights.max_level
    scales = _stored(arrays["scales"], of.rows * of.columns // GROUP).astype(np.float64)
    return centred * np.repeat(scales.reshape(of.rows, -1), GROUP, axis=1)


def _declared(flat: np.ndarray, compute: str) -> np.ndarray:
    """Halves are declared as pairs in uint32 words where the kernel knows no float16."""
    return flat.view(np.uint32) if flat.dtype == np.float16 and compute == "float32" else flat


def _stored(declared: np.ndarray, size: int) -> np.ndarray:
    return declared.view(np.float16)[:size] if declared.dtype == np.uint32 else declared
