"""One step's samples shared out over processes and forward passes, so that every process knows what all do."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from readroom_training.fast.packing import NO_LABEL
from readroom_training.train.samples import Sample


@dataclass(frozen=True, slots=True)
class MicroBatch:
    """One forward pass of one process: ids and labels int64 [reports, tokens], right-padded; no report: [1, 1]."""

    ids: Tensor
    labels: Tensor
    # The soft targets of all labels, row by row, where the samples have any: words and shares, [labels, words].
    soft: tuple[Tensor, Tensor] | None = None


@dataclass(frozen=True, slots=True)
class StepBatches:
    """This process's share of a step. Every process has the same number of passes, some perhaps without a label."""

    passes: list[MicroBatch]
    labels: int  # of the whole step, over all processes
    tokens: int  # of the whole step, padding not counted
    pairs: int = 0  # of the whole step; 0 where samples stand alone


def step_batches(samples: Sequence[Sample], max_tokens: int, rank: int, world: int) -> StepBatches:
    """
    Samples are dealt out in turn, longest first, so that the processes' passes are alike in shape. A pass has at most
    `max_tokens` padded tokens, unless one sample alone has more.
    """
    order = sorted(range(len(samples)), key=lambda index: -len(samples[index].ids))
    shares = [[samples[index] for index in order[process::world]] for process in range(world)]
    cuts = [cut_samples(share, max_tokens) for share in shares]
    mine = cuts[rank] + [[] for _ in range(max(map(len, cuts)) - len(cuts[rank]))]
    return StepBatches(
        passes=[pad_samples(part) for part in mine],
        labels=sum(label != NO_LABEL for sample in samples for label in sample.labels),
        tokens=sum(len(sample.ids) for sample in samples),
    )


def cut_samples(share: Sequence[Sample], max_tokens: int) -> list[list[Sample]]:
    """Runs of samples, which come longest first, whose padded size fits."""
    parts: list[list[Sample]] = []
    for sample in share:
        if parts and (len(parts[-1]) + 1) * len(parts[-1][0].ids) <= max_tokens:
            parts[-1].append(sample)
        else:
            parts.append([sample])
    return parts


def pad_samples(samples: Sequence[Sample]) -> MicroBatch:
    """A pass of these samples, a row each."""
    length = max((len(sample.ids) for sample in samples), default=1)
    ids = torch.zeros(max(1, len(samples)), length, dtype=torch.int64)
    labels = torch.full_like(ids, NO_LABEL)
    for row, sample in enumerate(samples):
        ids[row, : len(sample.ids)] = torch.tensor(sample.ids)
        labels[row, : len(sample.labels)] = torch.tensor(sample.labels)
    soft = [sample.soft for sample in samples if sample.soft is not None]
    if not soft:
        return MicroBatch(ids, labels)
    return MicroBatch(ids, labels, (torch.cat([words for words, _ in soft]), torch.cat([share for _, share in soft])))
