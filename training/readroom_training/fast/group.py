"""The linears of one group as a module: its base weights, what is trained of them, and the product."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from readroom_training.fast.linears import DropoutProduct, FullProduct, LoraProduct
from readroom_training.fast.masks import MaskPool
from readroom_training.model.grid import Grid, round_to_grid


class LinearGroup(nn.Module):
    """
    @param names of the linears, short (`q_proj`)
    @param weights float32 [out, in] each; kept, not copied
    @param dtype of the product
    @param grid that the effective weight is rounded to, or None
    """

    def __init__(self, names: Sequence[str], weights: Sequence[Tensor], dtype: torch.dtype, grid: Grid | None) -> None:
        super().__init__()
        self.names = tuple(names)
        self.sizes = [len(weight) for weight in weights]
        self.grid = grid
        joined = torch.cat([weight.detach().float() for weight in weights])
        self.register_buffer("base", joined, persistent=False)
        # A copy even where the type is the same: the base must stay as it is.
        self.register_buffer("effective", joined.to(dtype, copy=True), persistent=False)

    def base_of(self, name: str) -> Tensor:
        """float32 [out, in], a view."""
        return self.base.split(self.sizes)[self.names.index(name)]

    def merged(self, name: str) -> Tensor:
        """The present weight of a linear before any rounding: float32 [out, in], a new tensor."""
        return self.base_of(name).clone()

    def refresh(self) -> None:
        """Makes the effective weight from the present parameters; once before each forward pass."""
        if self.grid is not None:
            self.effective.copy_(round_to_grid(self.grid, self.base))

    def forward(self, x: Tensor) -> Tensor:
        return x @ self.effective.t()


class LoraGroup(LinearGroup):
    """LoRA (Hu et al. 2021) on the linears in `targets`: A drawn as PEFT draws it, B zero."""

    def __init__(
        self,
        names: Sequence[str],
        weights: Sequence[Tensor],
        dtype: torch.dtype,
        grid: Grid | None,
        *,
        targets: Sequence[str],
        rank: int,
        scale: float,
        masks: MaskPool | None,
    ) -> None:
        super().__init__(names, weights, dtype, grid)
        self.scale, self.masks = scale, masks
        self._is_merged = False
        self.lora_A, self.lora_B = nn.ParameterDict(), nn.ParameterDict()
        for name, weight in zip(names, weights, strict=True):
            if name in targets:
                a = torch.empty(rank, weight.shape[1], dtype=torch.float32)
                nn.init.kaiming_uniform_(a, a=5**0.5)
                self.lora_A[name] = nn.Parameter(a)
                self.lora_B[name] = nn.Parameter(torch.zeros(weight.shape[0], rank, dtype=torch.float32))

    def merged(self, name: str) -> Tensor:
        base = self.base_of(name)
        if name not in self.lora_A:
            return base.clone()
        return torch.addmm(base, self.lora_B[name].detach(), self.lora_A[name].detach(), alpha=self.scale)

    def refresh(self) -> None:
        dtype = self.effective.dtype
        with torch.no_grad():
            if self._drops():
                # With dropout the low rank is computed beside the frozen weight.
                if self._is_merged:
                    self.effective.copy_(self.base)
                self._is_merged = False
                return
            self._is_merged = True
            for name, size_slice in zip(self.names, self.effective.split(self.sizes), strict=True):
                if self.grid is not None:
                    size_slice.copy_(round_to_grid(self.grid, self.merged(name)))
                elif name in self.lora_A:
                    # The difference may be rounded before it is added: it is small, and added in float32.
                    a, b = self.lora_A[name].to(dtype), (self.lora_B[name] * self.scale).to(dtype)
                    size_slice.copy_(self.base_of(name) + b @ a)

    def forward(self, x: Tensor) -> Tensor:
        pairs = [one for name in self.names for one in self._pair(name)]
        if not self._drops():
            return LoraProduct.apply(x, self.effective, self.scale, self.sizes, *pairs)
        return DropoutProduct.apply(x, self.masks.draw(x), self.effective, self.scale, self.sizes, *pairs)

    def _drops(self) -> bool:
        return self.masks is not None and self.training

    def _pair(self, name: str) -> tuple[Tensor | None, Tensor | None]:
        return (self.lora_A[name], self.lora_B[name]) if name in self.lora_A else (None, None)


class FullGroup(LinearGroup):
    """Every weight of the linears in `targets` is trained, in float32."""

    def __init__(
        self,
        names: Sequence[str],
        weights: Sequence[Tensor],
        dtype: torch.dtype,
        grid: Grid | None,
        *,
        targets: Sequence[str],
    ) -> None:
        super().__init__(names, weights, dtype, grid)
        trained = {name: nn.Parameter(self.base_of(name).clone()) for name in names if name in targets}
        self.weight = nn.ParameterDict(trained)

    def merged(self, name: str) -> Tensor:
        return (self.weight[name].detach() if name in self.weight else self.base_of(name)).clone()

    def refresh(self) -> None:
        with torch.no_grad():
            for name, size_slice in zip(self.names, self.effective.split(self.sizes), strict=True):
                weight = self.weight[name] if name in self.weight else self.base_of(name)
                size_slice.copy_(weight if self.grid is None else round_to_grid(self.grid, weight))

    def forward(self, x: Tensor) -> Tensor:
        weights = [self.weight.get(name) for name in self.names]
        return FullProduct.apply(x, self.effective, self.sizes, *weights)
