"""What a kernel of ours must know of the PrimFunc it replaces."""

from __future__ import annotations

from dataclasses import dataclass

from tvm import tirx
from tvm.ir import Var

from readroom_compiler.quantized import KERNEL

WORD_BITS = 32
LANES = 4  # words in one 16-byte load


@dataclass(frozen=True)
class LinearShape:
    """A product with a quantized matrix [rows, columns] and what happens to its result."""

    kind: str  # linear, linear_add, linear_swiglu
    rows: int
    columns: int
    bits: int
    activation: str
    out: str
    tokens: int | None  # None: known at run time only

    @property
    def width(self) -> int:
        """Columns of the result: SwiGLU folds gate and up into one."""
        return self.rows // 2 if self.kind == "linear_swiglu" else self.rows

    @property
    def row_words(self) -> int:
        """uint32 words in a row of the matrix."""
        return self.columns * self.bits // WORD_BITS

    @property
    def loads(self) -> int:
        """16-byte loads in a row; whole, since columns are whole groups of 32."""
        return self.row_words // LANES

    @property
    def per_load(self) -> int:
        """Levels in one 16-byte load."""
        return LANES * WORD_BITS // self.bits

    @property
    def zero(self) -> int:
        """The level that stands for zero."""
        return 2 ** (self.bits - 1) - 1


@dataclass(frozen=True)
class LinearBuffers:
    """The PrimFunc's parameters by their role."""

    x: Var  # [1, n, columns]
    residual: Var | None  # float32 [1, n, rows]
    levels: Var  # uint32 [rows, columns * bits / 32]
    scales: Var  # flat
    result: Var  # [1, n, width]


def read_linear(function: tirx.PrimFunc) -> tuple[LinearShape, LinearBuffers] | None:
    """Shape and buffers of a `linear*` PrimFunc, or None where the matrix is not packed."""
    kind = str(function.attrs[KERNEL])
    x, *others, result = function.params
    residual = others.pop(0) if kind == "linear_add" else None
    if len(others) != 2:
        return None
    levels, scales = others
    columns, words, tokens = int(x.ty.shape[2]), int(levels.ty.shape[1]), x.ty.shape[1]
    shape = LinearShape(
        kind=kind,
        rows=int(levels.ty.shape[0]),
        columns=columns,
        bits=WORD_BITS * words // columns,
        activation=str(x.ty.dtype),
        out=str(result.ty.dtype),
        tokens=int(tokens) if isinstance(tokens, tirx.IntImm) else None,
    )
    return shape, LinearBuffers(x, residual, levels, scales, result)
