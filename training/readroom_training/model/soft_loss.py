"""
The loss where teachers told how likely other words were as well (Hinton et al. 2015).

With q the model's and p the teachers' probabilities at temperature T, p of the likeliest words only and made to sum to
one, a label's loss is (1 − w) · −log q₁(label) + w · T² · −Σ p log q_T, its first part with the run's label smoothing.
"""

from dataclasses import dataclass

from torch import Tensor
from torch.nn import functional


@dataclass(frozen=True, slots=True)
class SoftTargets:
    """For each label of a pass, row by row: int64 `words` and float32 `shares`, both [labels, words that are told]."""

    words: Tensor
    shares: Tensor
    weight: float
    temperature: float


def mixed_loss(logits: Tensor, labels: Tensor, soft: SoftTargets, smoothing: float) -> Tensor:
    """The float32 sum over all labels. @param logits [labels, vocabulary]"""
    scores = logits.float()
    hard = functional.cross_entropy(scores, labels, reduction="sum", label_smoothing=smoothing)
    log_q = (scores / soft.temperature).log_softmax(-1).gather(1, soft.words)
    return (1 - soft.weight) * hard - soft.weight * soft.temperature**2 * (soft.shares * log_q).sum()


def top_words(logits: Tensor, count: int, temperature: float) -> tuple[Tensor, Tensor]:
    """The likeliest words of each row, and their probabilities at a temperature, made to sum to one."""
    shares, words = (logits.float() / temperature).softmax(-1).topk(count, -1)
    return words, shares / shares.sum(-1, keepdim=True)
