"""A Llama's loss, with logits only where an impression is learnt."""

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import LlamaForCausalLM

IGNORED = -100


class LossOfLabels(nn.Module):
    """What accelerate prepares: token ids and labels in, the sum of the losses out (train/model_port.py)."""

    def __init__(self, llama: LlamaForCausalLM, precision: torch.dtype, label_smoothing: float) -> None:
        super().__init__()
        self.llama = llama
        self._precision = precision
        self._label_smoothing = label_smoothing

    def forward(self, ids: Tensor, labels: Tensor, each: bool = False) -> Tensor:
        """The float32 sum over all labels, or the loss of each; ids and labels int64 [reports, tokens], right-padded.

        Attention is causal, so padding on the right is never seen by what comes before it.
        """
        with torch.autocast(ids.device.type, self._precision, enabled=self._precision != torch.float32):
            hidden = self.llama.model(input_ids=ids, use_cache=False).last_hidden_state  # [reports, tokens, hidden]
            taken = labels != IGNORED
            logits = self.llama.lm_head(hidden[taken])  # [labels, vocabulary]
        nothing = 0.0 * hidden.float().sum()
        if each:
            plain = functional.cross_entropy(logits.float(), labels[taken], reduction="none")
            return plain if taken.any() else nothing.expand(0)
        losses = functional.cross_entropy(
            logits.float(), labels[taken], reduction="sum", label_smoothing=self._label_smoothing
        )
        # A batch without a label still takes part in the exchange of gradients: their sum must reach every weight.
        return losses if taken.any() else losses + nothing
