"""Matrices stored as groups of 4- or 8-bit levels, multiplied without ever being unpacked in memory.

The store's format is MLC's: a matrix [rows, columns] is `q_weight` uint32 [rows, columns / per_word], lowest
bits first, and `q_scale` [rows, columns / 32]; weight = (level - max_level) * scale.

Every kernel here is one PrimFunc that carries the attribute `readroom.kernel`, by which schedules find it.
Arithmetic is float32 whatever the activations are: only loads and stores narrow.
"""

from collections.abc import Callable
from dataclasses import dataclass

from tvm import relax, te, tirx
from tvm.relax.frontend import nn
from tvm.relax.frontend.nn import Tensor, op

from readroom_compiler.halves import read_float32

GROUP = 32
KERNEL = "readroom.kernel"
# Relax's "opaque": FuseOps leaves such a function alone, so that its shape stays what the schedules expect.
_OPAQUE = 8

Epilogue = Callable[..., tirx.Expr]


@dataclass(frozen=True)
class WeightFormat:
    """How a matrix is stored; `bits` is None for plain float32."""

    bits: int | None
    stored: str  # dtype of scales and norms in the store

    @property
    def per_word(self) -> int:
        """Levels in one uint32."""
        return 32 // (self.bits or 32)

    @property
    def max_level(self) -> int:
        """The level that stands for zero."""
        return 2 ** ((self.bits or 1) - 1) - 1


WEIGHT_FORMATS = {
    "q4f16_1": WeightFormat(4, "float16"),
    "q4f32_1": WeightFormat(4, "float32"),
    "q8f16_1": WeightFormat(8, "float16"),
    "q8f32_1": WeightFormat(8, "float32"),
    "q0f32": WeightFormat(None, "float32"),
}


def kernel_attributes(kind: str) -> dict[str, object]:
    """Attributes of a PrimFunc that our own schedules handle."""
    return {KERNEL: kind, "op_pattern": _OPAQUE}


def flat_parameter(parameter: nn.Parameter, compute: str) -> Tensor:
    """A float parameter as a flat tensor that kernels of this compute type may declare.

    Float16 becomes [size] float16 or, when computing in float32, [size / 2] uint32: a view, not a copy.
    """
    size = 1
    for extent in parameter.shape:
        size *= int(extent)
    halves = parameter.dtype == "float16" and compute == "float32"
    if halves and size % 2:
        raise ValueError(f"{size} float16 numbers do not fill whole uint32 words")
    view = relax.op.memory.view(
        parameter._expr,  # noqa: SLF001 - the nn frontend has no view of its own
        shape=(size // 2 if halves else size,),
        dtype="uint32" if halves else parameter.dtype,
    )
    return Tensor(_expr=relax.BlockBuilder.current().emit(view))


class QuantizedMatrix(nn.Module):
    """Parameters of a matrix [rows, columns] and the ways to read it."""

    def __init__(self, rows: int, columns: int, weights: WeightFormat, compute: str) -> None:
        super().__init__()
        self.rows, self.columns, self.weights, self.compute = rows, columns, weights, compute
        if weights.bits is None:
            self.weight = nn.Parameter((rows, columns), "float32")
            return
        if columns % GROUP:
            raise ValueError(f"{columns} columns are no whole number of groups of {GROUP}")
        self.q_weight = nn.Parameter((rows, columns // weights.per_word), "uint32")
        self.q_scale = nn.Parameter((rows, columns // GROUP), weights.stored)

    def tensors(self) -> list[Tensor]:
        """What a kernel takes: the weight, or the packed levels and flat scales."""
        if self.weights.bits is None:
            return [self.weight]
        return [self.q_weight, flat_parameter(self.q_scale, self.compute)]

    def read(self, stored: tuple[te.Tensor, ...], row: tirx.Expr, column: tirx.Expr) -> tirx.Expr:
        """The float32 weight at (row, column)."""
        if self.weights.bits is None:
            return stored[0][row, column]
        levels, scales = stored
        bits, per_word = self.weights.bits, self.weights.per_word
        shift = (column % per_word * bits).astype("uint32")
        level = (levels[row, column // per_word] >> shift) & tirx.const(2**bits - 1, "uint32")
        centred = level.astype("int32") - tirx.const(self.weights.max_level, "int32")
        group = row * (self.columns // GROUP) + column // GROUP
        return centred.astype("float32") * read_float32(scales, group)

    def multiply(
        self, x: Tensor, kind: str, width: int, dtype: str, epilogue: Epilogue, *others: Tensor
    ) -> Tensor:
        """x [1, n, columns] times the transposed matrix, then `epilogue(product, row, j, *others)`.

        Returns [1, n, width] of `dtype`. Blocks: `weight` [rows, columns], `product` [1, n, rows] float32 and
        `result`.
        """
        extra = len(others)

        def kernel(x: te.Tensor, *tensors: te.Tensor) -> te.Tensor:
            rest, stored = tensors[:extra], tensors[extra:]
            weight = te.compute(
                (self.rows, self.columns), lambda j, k: self.read(stored, j, k), name="weight"
            )
            k = te.reduce_axis((0, self.columns), name="k")
            product = te.compute(
                (1, x.shape[1], self.rows),
                lambda b, i, j: te.sum(x[b, i, k].astype("float32") * weight[j, k], axis=k),
                name="product",
            )
            return te.compute(
                (1, x.shape[1], width),
                lambda _, i, j: epilogue(product, i, j, *rest).astype(dtype),
                name="result",
            )

        arguments = [x, *others, *self.tensors()]
        return op.tensor_expr_op(kernel, kind, arguments, attrs=kernel_attributes(kind))


class QuantizedLinear(QuantizedMatrix):
    """A linear layer without bias; `out` is the dtype of a plain product, by default the compute type."""

    def __init__(
        self, rows: int, columns: int, weights: WeightFormat, compute: str, out: str | None = None
    ) -> None:
        super().__init__(rows, columns, weights, compute)
        self.out = out or compute

    def forward(self, x: Tensor, residual: Tensor | None = None) -> Tensor:
        """[1, n, columns] -> [1, n, rows]; with a float32 residual [1, n, rows] their float32 sum."""
        if residual is None:
            return self.multiply(x, "linear", self.rows, self.out, lambda y, i, j: y[0, i, j])
        return self.multiply(
            x, "linear_add", self.rows, "float32", lambda y, i, j, r: r[0, i, j] + y[0, i, j], residual
        )

    def swiglu(self, x: Tensor) -> Tensor:
        """Rows are gate above up: [1, n, columns] -> silu(gate) * up, [1, n, rows / 2]."""
        half = self.rows // 2

        def combine(y: te.Tensor, i: tirx.Expr, j: tirx.Expr) -> tirx.Expr:
            gate, up = y[0, i, j], y[0, i, j + half]
            # exp(80) is far enough: beyond it the quotient is zero, and WGSL promises nothing about infinity.
            decay = tirx.exp(tirx.min(tirx.const(0, "float32") - gate, tirx.const(80, "float32")))
            return gate / (tirx.const(1, "float32") + decay) * up

        return self.multiply(x, "linear_swiglu", half, self.out, combine)


class QuantizedEmbedding(QuantizedMatrix):
    """Token embeddings [vocabulary, hidden]; tied models multiply by them as well."""

    def forward(self, ids: Tensor) -> Tensor:
        """int32 [n] -> float32 [n, hidden]."""

        def kernel(ids: te.Tensor, *stored: te.Tensor) -> te.Tensor:
            return te.compute(
                (ids.shape[0], self.columns),
                lambda i, k: self.read(stored, ids[i], k),
                name="embedding",
            )

        arguments = [ids, *self.tensors()]
        return op.tensor_expr_op(kernel, "embed", arguments, attrs=kernel_attributes("embed"))

    def lm_head(self, x: Tensor) -> Tensor:
        """[1, n, hidden] -> float32 [1, n, vocabulary]."""
        return self.multiply(x, "linear", self.rows, "float32", lambda y, i, j: y[0, i, j])
