"""Which kernels are run: the default model's, for time, and awkward shapes, for their answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bench.specifications import Specification


@dataclass(frozen=True)
class Case:
    """One kernel on one number of tokens."""

    name: str
    of: Specification
    tokens: int
    compare: bool = False  # with dlight's schedule too


# SmolLM2-135M: hidden 576, 9 + 2 * 3 heads of 64, feed-forward 1536, vocabulary 49152.
_DEFAULT_MODEL = {
    "qkv": ("linear", 960, 576),
    "attention-out": ("linear_add", 576, 576),
    "gate-up": ("linear_swiglu", 3072, 576),
    "down": ("linear_add", 576, 1536),
    "head": ("linear", 49152, 576),
    "embed": ("embed", 49152, 576),
    "norm": ("rms_norm", 1, 576),
}


def timing() -> list[Case]:
    """Every kernel of the default model for 1 and 32 tokens, against dlight; the head for one only."""
    return [
        Case(
            f"{name}-{quantization}-f32-n{tokens}",
            Specification(kind, rows, columns, quantization, "float32"),
            tokens,
            compare=True,
        )
        for quantization in ("q8f16_1", "q4f16_1")
        for name, (kind, rows, columns) in _DEFAULT_MODEL.items()
        for tokens in ((1,) if name == "head" else (1, 32))
    ]


def shapes() -> list[Case]:
    """Shapes that divide no tile, all formats that the software adapter can run."""
    linear = [
        ("linear", 192, 64),
        ("linear_add", 61, 192),
        ("linear_swiglu", 2 * 77, 96),
        ("linear", 1000, 576),
        ("linear_add", 192, 320),
    ]
    tokens = (1, 2, 3, 8, 17, 31, 33, 72, 128)
    cases = [
        Case(
            f"{kind}-{rows}x{columns}-{quantization}-n{n}",
            Specification(kind, rows, columns, quantization, "float32"),
            n,
        )
        for kind, rows, columns in linear
        for quantization in ("q4f16_1", "q4f32_1", "q8f16_1", "q8f32_1")
        for n in tokens
        if (rows * columns // 32) % 2 == 0 or not quantization.endswith("f16_1")
    ]
    others = [("embed", 512, 64), ("embed", 1000, 192), ("rms_norm", 1, 64), ("rms_norm", 1, 4096)]
    cases += [
        Case(
            f"{kind}-{rows}x{columns}-q8f16_1-n{n}",
            Specification(kind, rows, columns, "q8f16_1", "float32"),
            n,
        )
        for kind, rows, columns in others
        for n in (1, 2, 33)
    ]
    return cases


SETS: dict[str, Callable[[], list[Case]]] = {"timing": timing, "shapes": shapes}
