"""Stock PEFT behind the loop's port: LoRA, QLoRA and full fine-tuning, on any device, also over many processes."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import torch
from peft.tuners.lora import LoraLayer
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import LlamaForCausalLM

from readroom_training.config.settings import Recipe
from readroom_training.errors import TrainingError
from readroom_training.export.adapter_folder import AdapterFacts, write_adapter
from readroom_training.export.low_rank import low_rank_pair
from readroom_training.export.whole_weights import write_whole
from readroom_training.model.base import load_base
from readroom_training.model.grid import Grid, round_to_grid
from readroom_training.model.peft_forward import LossOfLabels
from readroom_training.model.whole_tensor import is_shared_out, whole_tensor

_ADAPTER = "default"


class PeftModel:
    """Implements train/model_port.py's TrainingModel; `writes` is true on the one process that writes files."""

    def __init__(self, llama: LlamaForCausalLM, tokenizer: Tokenizer, recipe: Recipe, base: Path, writes: bool) -> None:
        self._llama = llama
        self.tokenizer = tokenizer
        self._recipe = recipe
        self._base = base
        self._writes = writes
        precision = torch.bfloat16 if recipe.model.precision == "bfloat16" else torch.float32
        self.module = LossOfLabels(llama, precision, recipe.optimiser.label_smoothing)

    def trainable(self) -> dict[str, nn.Parameter]:
        """By the weight's path in LlamaForCausalLM, `.lora_A` or `.lora_B` at its end for adapters."""
        return {
            name.replace(f".{_ADAPTER}.weight", ""): parameter
            for name, parameter in self._llama.named_parameters()
            if parameter.requires_grad
        }

    def top_words(self, ids: Tensor, labels: Tensor, count: int, temperature: float) -> tuple[Tensor, Tensor]:
        """As train/model_port.py has it."""
        with torch.no_grad():
            return self.module.top_words(ids, labels, count, temperature)

    @contextmanager
    def generation_model(self, grid: Grid | None) -> Iterator[LlamaForCausalLM]:
        """The Llama itself, its weights merged (and rounded) until the block ends; in QLoRA with its adapters on.

        @raises TrainingError `model/shared-out`, `model/cannot-round`
        """
        if any(map(is_shared_out, self.trainable().values())):
            raise TrainingError("model/shared-out", "Weights that are shared out over processes cannot be merged.")
        quantized = self._recipe.method.kind == "qlora"
        if quantized and grid is not None:
            raise TrainingError("model/cannot-round", "A base in 4 bits cannot be rounded as the app stores it.")
        self._llama.eval()
        with nullcontext() if quantized else self._merged(grid):
            yield self._llama
        self._llama.train()

    def save(self, folder: Path) -> None:
        """A PEFT folder, or for a full fine-tuning without export_rank the whole weights; collective."""
        method = self._recipe.method
        if method.kind != "full":
            self._save_adapter(folder, self._pairs(), method.rank, method.alpha, method.dropout, method.rslora)
        elif method.export_rank is not None:
            pairs = self._difference(method.export_rank)
            self._save_adapter(folder, pairs, method.export_rank, method.export_rank, 0.0, False)
        else:
            state = {name: whole_tensor(parameter) for name, parameter in self._llama.named_parameters()}
            if self._writes:
                write_whole(folder, self._llama.config, state, self.tokenizer)

    def _save_adapter(
        self,
        folder: Path,
        pairs: dict[str, tuple[Tensor, Tensor]],
        rank: int,
        alpha: float,
        dropout: float,
        rslora: bool,
    ) -> None:
        if self._writes:
            write_adapter(folder, pairs, AdapterFacts(rank, alpha, dropout, rslora, self._base.name))

    def _layers(self) -> Iterator[tuple[str, LoraLayer]]:
        return ((name, one) for name, one in self._llama.named_modules() if isinstance(one, LoraLayer))

    def _pairs(self) -> dict[str, tuple[Tensor, Tensor]]:
        return {
            name: (whole_tensor(layer.lora_A[_ADAPTER].weight), whole_tensor(layer.lora_B[_ADAPTER].weight))
            for name, layer in self._layers()
        }

    def _difference(self, rank: int) -> dict[str, tuple[Tensor, Tensor]]:
        """What full fine-tuning changed, at `rank`; the base is read again, a copy all along would cost its memory."""
        base = dict(load_base(self._base, torch.float32)[0].named_parameters()) if self._writes else {}
        pairs: dict[str, tuple[Tensor, Tensor]] = {}
        for name, parameter in self.trainable().items():
            tuned = whole_tensor(parameter)
            if self._writes:
                pairs[name.removesuffix(".weight")] = low_rank_pair(tuned.float() - base[name].detach(), rank)
        return pairs

    @contextmanager
    def _merged(self, grid: Grid | None) -> Iterator[None]:
        """Merged weights in the place of the base's, adapters off; afterwards the very tensors of before."""
        layers = dict(self._layers())
        # By parameter: a tied embedding stands in two modules.
        kept: dict[nn.Parameter, Tensor] = {}
        try:
            for name, module in self._llama.named_modules():
                if isinstance(module, nn.Linear | nn.Embedding) and _ADAPTER not in name and module.weight not in kept:
                    layer = layers.get(name.removesuffix(".base_layer"))
                    kept[module.weight] = module.weight.data
                    module.weight.data = _merge(module.weight.data, layer, grid)
            for layer in layers.values():
                layer.enable_adapters(False)
            yield
        finally:
            for weight, values in kept.items():
                weight.data = values
            for layer in layers.values():
                layer.enable_adapters(True)


def _merge(weight: Tensor, layer: LoraLayer | None, grid: Grid | None) -> Tensor:
    """W + scale·B·A in float32, on the grid, in the type of `weight` [out, in]."""
    merged = weight.float()
    if layer is not None:
        a, b = layer.lora_A[_ADAPTER].weight, layer.lora_B[_ADAPTER].weight
        merged = torch.addmm(merged, b.detach().float(), a.detach().float(), alpha=layer.scaling[_ADAPTER])
    return (merged if grid is None else round_to_grid(grid, merged)).to(weight.dtype)
