"""A Llama's loss, with logits only where an impression is learnt."""

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import LlamaForCausalLM

from readroom_training.model.soft_loss import SoftTargets, mixed_loss, top_words

IGNORED = -100


class LossOfLabels(nn.Module):
    """What accelerate prepares: token ids and labels in, the sum of the losses out (train/model_port.py)."""

    def __init__(self, llama: LlamaForCausalLM, precision: torch.dtype, label_smoothing: float) -> None:
        super().__init__()
        self.llama = llama
        self._precision = precision
        self._label_smoothing = label_smoothing

    def forward(self, ids: Tensor, labels: Tensor, each: bool = False, soft: SoftTargets | None = None) -> Tensor:
        """The float32 sum over all labels, or the loss of each; ids and labels int64 [reports, tokens], right-padded.

        Attention is causal, so padding on the right is never seen by what comes before it.
        """
        hidden, logits = self._logits(ids, labels)
        taken = labels != IGNORED
        nothing = 0.0 * hidden.float().sum()
        if each:
            plain = functional.cross_entropy(logits.float(), labels[taken], reduction="none")
            return plain if taken.any() else nothing.expand(0)
        if soft is not None and taken.any():
            return mixed_loss(logits, labels[taken], soft, self._label_smoothing)
        losses = functional.cross_entropy(
            logits.float(), labels[taken], reduction="sum", label_smoothing=self._label_smoothing
        )
        # A batch without a label still takes part in the exchange of gradients: their sum must reach every weight.
        return losses if taken.any() else losses + nothing

    def top_words(self, ids: Tensor, labels: Tensor, count: int, temperature: float) -> tuple[Tensor, Tensor]:
        """As train/model_port.py has it."""
        return top_words(self._logits(ids, labels)[1], count, temperature)

    def _logits(self, ids: Tensor, labels: Tensor) -> tuple[Tensor, Tensor]:
        """Hidden states [reports, tokens, hidden], and the logits where there is a label [labels, vocabulary]."""
        with torch.autocast(ids.device.type, self._precision, enabled=self._precision != torch.float32):
            hidden = self.llama.model(input_ids=ids, use_cache=False).last_hidden_state
            return hidden, self.llama.lm_head(hidden[labels != IGNORED])
