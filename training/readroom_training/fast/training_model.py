"""The CPU engine behind the loop's port: LoRA or full fine-tuning, if wanted through the grid it is shipped on."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import LlamaForCausalLM

from readroom_training.config.settings import Recipe
from readroom_training.errors import TrainingError
from readroom_training.export.adapter_folder import AdapterFacts, write_adapter
from readroom_training.export.allocate_ranks import Spectrum, allocate_ranks
from readroom_training.export.initial_pairs import initial_pairs
from readroom_training.export.low_rank import low_rank_pair
from readroom_training.export.whole_weights import write_whole
from readroom_training.fast.group import FullGroup, LinearGroup, LoraGroup
from readroom_training.fast.llama import FastLlama
from readroom_training.fast.masks import MaskPool
from readroom_training.fast.memory import keep_freed_memory
from readroom_training.fast.names import GROUPS, module_path, short_name
from readroom_training.model.base import load_base
from readroom_training.model.grid import GRIDS, Grid, round_to_grid
from readroom_training.train.randomness import derive_seed

_PATHS = {short_name(path): path for paths in GROUPS.values() for path in paths}


class FastModel:
    """Implements train/model_port.py's TrainingModel; `writes` is true on the one process that writes files."""

    def __init__(
        self, base: LlamaForCausalLM, tokenizer: Tokenizer, recipe: Recipe, base_name: str, writes: bool = True
    ) -> None:
        if recipe.method.kind == "qlora":
            raise TrainingError("train/unsupported", "The fast engine has no QLoRA; take model.engine peft.")
        self._base, self.tokenizer, self._method = base, tokenizer, recipe.method
        self._base_name, self._writes = base_name, writes
        dtype = torch.bfloat16 if recipe.model.precision == "bfloat16" else torch.float32
        grid = GRIDS.get(recipe.method.quantization_aware)
        # The first values of A are drawn here; the same for the same recipe.
        torch.manual_seed(derive_seed(recipe.seed, "adapter"))
        make_group = self._maker(recipe, dtype, grid)
        self.module = FastLlama(base, make_group, dtype, grid, recipe.optimiser.label_smoothing)
        if self._method.init is not None:
            self._begin_from(Path(self._method.init))
        # One float32 copy of the base's linears serves both.
        for name, (group, short) in self._linears().items():
            base.get_submodule(name).weight.data = group.base_of(short)

    def _maker(self, recipe: Recipe, dtype: torch.dtype, grid: Grid | None):
        method = recipe.method
        if method.kind == "full":
            return lambda names, weights: FullGroup(names, weights, dtype, grid, targets=method.targets)
        facts = self._facts()
        masks = None
        if method.dropout > 0 and grid is None:
            masks = MaskPool(method.dropout, dtype, derive_seed(recipe.seed, "masks"))
        return lambda names, weights: LoraGroup(
            names, weights, dtype, grid, targets=method.targets, rank=method.rank, scale=facts.scale, masks=masks
        )

    def _begin_from(self, adapter: Path) -> None:
        trained = {
            name: (group, short)
            for name, (group, short) in self._linears().items()
            if isinstance(group, LoraGroup) and short in group.lora_A
        }
        shapes = {name: tuple(group.base_of(short).shape) for name, (group, short) in trained.items()}
        for name, (a, b) in initial_pairs(adapter, shapes, self._facts().scale).items():
            group, short = trained[name]
            group.lora_A[short], group.lora_B[short] = nn.Parameter(a), nn.Parameter(b)

    def _facts(self) -> AdapterFacts:
        method = self._method
        return AdapterFacts(method.rank, method.alpha, method.dropout, method.rslora, self._base_name)

    def trainable(self) -> dict[str, nn.Parameter]:
        return {name: parameter for name, parameter in self.module.named_parameters() if parameter.requires_grad}

    def top_words(self, ids: Tensor, labels: Tensor, count: int, temperature: float) -> tuple[Tensor, Tensor]:
        with torch.no_grad():
            return self.module.top_words(ids, labels, count, temperature)

    @contextmanager
    def generation_model(self, grid: Grid | None) -> Iterator[LlamaForCausalLM]:
        """The base's own Llama with what `save` would ship; its former weights return when the block ends."""
        linears = self._linears()
        kept: dict[nn.Parameter, Tensor] = {}
        dtype = self.module.dtype
        try:
            for name, module in self._base.named_modules():
                weight = getattr(module, "weight", None)
                # A tied embedding stands in two modules.
                if not isinstance(weight, nn.Parameter) or weight in kept:
                    continue
                kept[weight] = weight.data
                values = self._shipped(*linears[name]) if name in linears else weight.data
                # The app rounds matrices only.
                if grid is not None and values.dim() == 2:
                    values = round_to_grid(grid, values)
                weight.data = values.to(dtype)
            yield self._base.eval()
        finally:
            for weight, values in kept.items():
                weight.data = values

    def save(self, folder: Path) -> None:
        if not self._writes:
            return
        method = self._method
        if method.kind == "lora":
            write_adapter(folder, self._lora_pairs(), self._facts())
        elif method.export_rank is not None or method.export_bytes is not None:
            ranks = self._export_ranks()
            # The scale is 1 whatever the rank.
            highest = max(ranks.values())
            facts = AdapterFacts(highest, float(highest), 0.0, False, self._base_name)
            write_adapter(folder, self._difference_pairs(ranks), facts)
        else:
            state = dict(self._base.state_dict())
            for name, (group, short) in self._linears().items():
                state[f"{name}.weight"] = group.merged(short)
            write_whole(folder, self._base.config, state, self.tokenizer)

    def _linears(self) -> dict[str, tuple[LinearGroup, str]]:
        """By the module's path in LlamaForCausalLM: the group that holds it, and its name there."""
        return {
            module_path(layer, _PATHS[short]): (group, short)
            for layer, group in self.module.groups()
            for short in group.names
        }

    def _lora_pairs(self) -> dict[str, tuple[Tensor, Tensor]]:
        return {
            name: (group.lora_A[short].detach(), group.lora_B[short].detach())
            for name, (group, short) in self._linears().items()
            if isinstance(group, LoraGroup) and short in group.lora_A
        }

    def _export_ranks(self) -> dict[str, int]:
        """Of every difference: the recipe's, or those that its bytes allow."""
        names = [name for name, (_, short) in self._linears().items() if short in self._method.targets]
        if self._method.export_rank is not None:
            return dict.fromkeys(names, self._method.export_rank)
        differences = ((name, self._difference(name)) for name in names)
        spectra = {name: Spectrum(torch.linalg.svdvals(one), sum(one.shape)) for name, one in differences}
        assert self._method.export_bytes is not None
        return allocate_ranks(spectra, self._method.export_bytes)

    def _difference_pairs(self, ranks: Mapping[str, int]) -> dict[str, tuple[Tensor, Tensor]]:
        return {name: low_rank_pair(self._difference(name), rank) for name, rank in ranks.items()}

    def _difference(self, name: str) -> Tensor:
        """What full fine-tuning changed: float32 [out, in]."""
        group, short = self._linears()[name]
        return group.merged(short) - group.base_of(short)

    def _shipped(self, group: LinearGroup, short: str) -> Tensor:
        """The merged weight, float32, with A and B as float16 keeps them; of a full fine-tuning before truncation."""
        if not isinstance(group, LoraGroup) or short not in group.lora_A:
            return group.merged(short)
        a, b = (pair[short].detach().half().float() for pair in (group.lora_A, group.lora_B))
        return torch.addmm(group.base_of(short), b, a, alpha=group.scale)


def load_fast(recipe: Recipe, base: Path, writes: bool = True) -> FastModel:
    """@raises TrainingError `model/…`, `train/unsupported`"""
    keep_freed_memory()
    llama, tokenizer = load_base(base, torch.float32)
    llama.requires_grad_(False)
    return FastModel(llama, tokenizer, recipe, base.name, writes)
