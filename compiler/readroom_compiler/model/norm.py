"""Root mean square normalization."""

from tvm import te, tirx
from tvm.relax.frontend import nn
from tvm.relax.frontend.nn import Tensor, op

from readroom_compiler.halves import read_float32
from readroom_compiler.quantized import flat_parameter, kernel_attributes


class RmsNorm(nn.Module):
    """x / sqrt(mean(x²) + epsilon) * weight, all in float32 (Zhang and Sennrich 2019)."""

    def __init__(self, size: int, epsilon: float, stored: str, compute: str) -> None:
        super().__init__()
        self.size, self.epsilon, self.compute = size, epsilon, compute
        self.weight = nn.Parameter((size,), stored)

    def forward(self, x: Tensor) -> Tensor:
        """float32 [1, n, size] -> [1, n, size] of the compute type."""

        def kernel(x: te.Tensor, weight: te.Tensor) -> te.Tensor:
            k = te.reduce_axis((0, self.size), name="k")
            squares = te.compute(
                (1, x.shape[1]), lambda b, i: te.sum(x[b, i, k] * x[b, i, k], axis=k), name="squares"
            )
            mean = tirx.const(1.0 / self.size, "float32")
            epsilon = tirx.const(self.epsilon, "float32")
            return te.compute(
                (1, x.shape[1], self.size),
                lambda b, i, j: (
                    x[b, i, j] * tirx.rsqrt(squares[b, i] * mean + epsilon) * read_float32(weight, j)
                ).astype(self.compute),
                name="result",
            )

        arguments = [x, flat_parameter(self.weight, self.compute)]
        attributes = kernel_attributes("rms_norm") | {"readroom.epsilon": self.epsilon}
        return op.tensor_expr_op(kernel, "rms_norm", arguments, attrs=attributes)
