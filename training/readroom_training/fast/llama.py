"""
A Llama for training on a CPU: the same arithmetic as transformers' LlamaForCausalLM, without padding, with the shared
head of the prompts computed once, and with the loss computed at labelled tokens only.
"""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn
from transformers import LlamaForCausalLM

from readroom_training.errors import TrainingError
from readroom_training.fast.attention import attend
from readroom_training.fast.functions import AddNorm, LabelLosses, Pack, Rotate, SelectRows, SummedLoss, Swiglu, Unpack
from readroom_training.fast.group import LinearGroup
from readroom_training.fast.kernels import add_norm
from readroom_training.fast.names import GROUPS, short_name
from readroom_training.fast.packing import Packing, pack
from readroom_training.model.grid import Grid, round_to_grid
from readroom_training.model.soft_loss import SoftTargets, mixed_loss, top_words

# (short names, float32 weights [out, in]) -> the module that multiplies with them.
MakeGroup = Callable[[Sequence[str], Sequence[Tensor]], LinearGroup]


class FastLayer(nn.Module):
    """One layer's groups and norms."""

    def __init__(self, layer: nn.Module, make_group: MakeGroup) -> None:
        super().__init__()
        for group, paths in GROUPS.items():
            weights = [layer.get_submodule(path).weight for path in paths]
            setattr(self, group, make_group([short_name(path) for path in paths], weights))
        self.register_buffer("attention_norm", layer.input_layernorm.weight.detach().float(), persistent=False)
        self.register_buffer("mlp_norm", layer.post_attention_layernorm.weight.detach().float(), persistent=False)


class FastLlama(nn.Module):
    """
    `forward(ids, labels)` as train/model_port.py has it.
    @param base in any dtype; its weights are copied
    @param dtype of matrix products: bfloat16, or float32 for comparisons
    @param grid the embedding, too, is rounded to it when training is to know it
    """

    def __init__(
        self, base: LlamaForCausalLM, make_group: MakeGroup, dtype: torch.dtype, grid: Grid | None, smoothing: float
    ) -> None:
        super().__init__()
        config = base.config
        if config.rope_parameters["rope_type"] != "default":
            kind = config.rope_parameters["rope_type"]
            raise TrainingError("train/unsupported", f"The fast engine has no {kind} rotary embedding; take peft.")
        self.config, self.dtype, self.smoothing = config, dtype, smoothing
        self.layers = nn.ModuleList(FastLayer(layer, make_group) for layer in base.model.layers)
        embedding, head = base.model.embed_tokens.weight.detach().float(), base.lm_head.weight.detach().float()
        tied = config.tie_word_embeddings
        rounded = [embedding if grid is None else round_to_grid(grid, embedding)]
        rounded.append(rounded[0] if tied else (head if grid is None else round_to_grid(grid, head)))
        embedding, head = (weight.to(dtype) for weight in rounded)
        self.register_buffer("embedding", embedding, persistent=False)
        self.register_buffer("head", embedding if tied else head, persistent=False)
        self.register_buffer("final_norm", base.model.norm.weight.detach().float(), persistent=False)
        self.register_buffer("frequencies", base.model.rotary_emb.inv_freq.detach().float(), persistent=False)

    def groups(self):
        """(layer, LinearGroup) of every group, in order."""
        for index, layer in enumerate(self.layers):
            for group in GROUPS:
                yield index, getattr(layer, group)

    def forward(self, ids: Tensor, labels: Tensor, each: bool = False, soft: SoftTargets | None = None) -> Tensor:
        packing = pack(ids, labels)
        if len(packing.labels) == 0:
            # A batch without a label still takes part in the exchange of gradients between processes.
            nothing = sum((parameter.sum() for parameter in self.parameters()), torch.zeros(())) * 0.0
            return nothing.expand(0) if each else nothing
        hidden = self._hidden(packing)
        if each:
            return LabelLosses.apply(hidden, self.head, packing.labels)
        if soft is not None:
            return mixed_loss(hidden @ self.head.t(), packing.labels, soft, self.smoothing)
        return SummedLoss.apply(hidden, self.head, packing.labels, self.smoothing)

    def top_words(self, ids: Tensor, labels: Tensor, count: int, temperature: float) -> tuple[Tensor, Tensor]:
        """As train/model_port.py has it."""
        return top_words(self._hidden(pack(ids, labels)) @ self.head.t(), count, temperature)

    def _hidden(self, packing: Packing) -> Tensor:
        """The final norm's output at the labelled rows: compute type [labels, hidden]."""
        for _, group in self.groups():
            group.refresh()
        eps = self.config.rms_norm_eps
        angles = packing.positions[:, None, None].float() * self.frequencies
        cos, sin = angles.cos(), angles.sin()
        residual = self.embedding[packing.ids].float()
        # Nothing before the first layer is trained: no derivative goes through its norm.
        update, normed = None, add_norm(residual, None, self.layers[0].attention_norm, eps, self.dtype)[1]
        for index, layer in enumerate(self.layers):
            if update is not None:
                residual, normed = AddNorm.apply(residual, update, layer.attention_norm, eps)
            attended = self._attend(layer.qkv(normed), packing, cos, sin)
            if index == len(self.layers) - 1:
                # Above the last attention only labelled rows matter.
                attended = SelectRows.apply(attended, packing.label_rows)
                residual = SelectRows.apply(residual, packing.label_rows)
            residual, normed = AddNorm.apply(residual, layer.o(attended), layer.mlp_norm, eps)
            update = layer.down(Swiglu.apply(layer.gate_up(normed)))
        return AddNorm.apply(residual, update, self.final_norm, eps)[1]

    def _attend(self, qkv: Tensor, packing: Packing, cos: Tensor, sin: Tensor) -> Tensor:
        """Causal attention within each report, the shared prefix included: [rows, hidden of q] of qkv's rows."""
        heads, shared = self.config.num_attention_heads, self.config.num_key_value_heads
        turned = heads + shared
        split = qkv.unflatten(-1, (turned + shared, self.config.head_dim))
        rotated = Rotate.apply(split[:, :turned], cos, sin)
        joined = Unpack.apply(torch.cat([rotated, split[:, turned:]], 1), packing).transpose(1, 2)
        q, k, v = joined.split([heads, shared, shared], 1)
        out = attend(q, k, v)
        return Pack.apply(out.transpose(1, 2), packing).flatten(1)
