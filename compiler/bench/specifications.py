"""The kernels of a model library as the model emits them, before any schedule."""

from __future__ import annotations

from dataclasses import dataclass

from tvm import tirx
from tvm.relax.frontend import nn
from tvm.relax.frontend.nn import Tensor

from readroom_compiler.model.norm import RmsNorm
from readroom_compiler.quantized import (
    KERNEL,
    WEIGHT_FORMATS,
    QuantizedEmbedding,
    QuantizedLinear,
)

EPSILON = 1e-5


@dataclass(frozen=True)
class Specification:
    """One kernel of one shape; `tokens` None leaves their number to run time."""

    kind: str  # linear, linear_add, linear_swiglu, embed, rms_norm
    rows: int
    columns: int
    quantization: str
    compute: str
    tokens: int | None = None


class _Layer(nn.Module):
    """The one layer that emits the kernel."""

    def __init__(self, of: Specification) -> None:
        super().__init__()
        weights = WEIGHT_FORMATS[of.quantization]
        self.of = of
        if of.kind == "embed":
            self.layer = QuantizedEmbedding(of.rows, of.columns, weights, of.compute)
        elif of.kind == "rms_norm":
            self.layer = RmsNorm(of.columns, EPSILON, weights.stored, of.compute)
        else:
            self.layer = QuantizedLinear(of.rows, of.columns, weights, of.compute)

    def linear_add(self, x: Tensor, residual: Tensor) -> Tensor:
        return self.layer(x, residual)

    def linear_swiglu(self, x: Tensor) -> Tensor:
        return self.layer.swiglu(x)

    def plain(self, x: Tensor) -> Tensor:
        return self.layer(x)


def specify(of: Specification) -> tirx.PrimFunc:
    """The PrimFunc with the attribute `readroom.kernel`."""
    n = "n" if of.tokens is None else of.tokens
    x = nn.spec.Tensor([1, n, of.columns], "float32" if of.kind == "rms_norm" else of.compute)
    arguments: dict[str, object] = {"x": x}
    if of.kind == "embed":
        arguments = {"x": nn.spec.Tensor([n], "int32")}
    if of.kind == "linear_add":
        arguments["residual"] = nn.spec.Tensor([1, n, of.rows], "float32")
    method = of.kind if of.kind in ("linear_add", "linear_swiglu") else "plain"
    arguments["$"] = {"param_mode": "packed", "effect_mode": "none"}
    layer = _Layer(of)
    module, _ = layer.export_tvm(nn.spec.ModuleSpec.from_raw({method: arguments}, layer))
    found = [
        function
        for function in module.functions.values()
        if isinstance(function, tirx.PrimFunc) and function.attrs is not None and KERNEL in function.attrs
    ]
    assert len(found) == 1, f"{of} emitted {len(found)} kernels"
    return found[0]
