"""Impressions as text."""

from collections.abc import Sequence
from typing import Protocol

from tokenizers import Tokenizer
from transformers import PreTrainedModel

from readroom_training.generate.greedy import greedy


class HasTokenizer(Protocol):
    """`train.samples.Encoder` is one."""

    tokenizer: Tokenizer
    stops: list[int]


def predict(
    model: PreTrainedModel, encoder: HasTokenizer, prompts: Sequence[Sequence[int]], max_new: int, batch: int
) -> list[str]:
    """The impression for each prompt (token ids), trimmed, in the order of the prompts."""
    answers = greedy(model, prompts, encoder.stops, max_new, batch)
    return [encoder.tokenizer.decode(answer, skip_special_tokens=True).strip() for answer in answers]
