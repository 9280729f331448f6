"""What the loop needs of a model, whichever engine computes it."""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import PreTrainedModel

from readroom_training.model.grid import Grid


class TrainingModel(Protocol):
    """
    `module` is what accelerate prepares. Its forward takes

    - ids: int64 [reports, tokens], right-padded with any id;
    - labels: int64 [reports, tokens], what follows each token, already shifted; −100 where no loss is taken, so also
      on the padding;

    and returns the float32 sum of the losses over all labels (not their mean: the loop divides by the number of labels
    in the whole step, over all processes and micro-batches). With `each` it returns the loss of every label by itself,
    without label smoothing: float32 [labels], report by report; with `soft` the sum as model/soft_loss.py has it. Every
    random choice in it comes from torch's default generator, which the loop seeds before each micro-batch.
    """

    module: nn.Module
    tokenizer: Tokenizer

    def trainable(self) -> dict[str, nn.Parameter]:
        """Parameters by a name that stays the same from run to run; those named `…lora_B…` may have their own rate."""
        ...

    def top_words(self, ids: Tensor, labels: Tensor, count: int, temperature: float) -> tuple[Tensor, Tensor]:
        """The likeliest words in the place of each label and their shares: [labels, count] each, without gradients."""
        ...

    def generation_model(self, grid: Grid | None) -> AbstractContextManager[PreTrainedModel]:
        """
        A model with the present weights for generating, merged and, with a grid, rounded as the app stores them.
        @raises TrainingError `model/…` where this engine cannot round
        """
        ...

    def save(self, folder: Path) -> None:
        """Writes the present weights as a PEFT folder (or whole weights, for full fine-tuning without export_rank)."""
        ...
