"""
Reports of a batch as rows without padding. What all of them begin with (the system turn) is one copy of rows that
every report attends to: its hidden states are the same for all, so computing them once changes nothing but the time.
"""

from dataclasses import dataclass

import torch

# The label of a token whose successor is not to be learned, as in PyTorch and transformers.
NO_LABEL = -100


@dataclass(frozen=True, slots=True)
class Packing:
    """`rows` counts every distinct token once: first the shared prefix, then each report's own tokens in order."""

    ids: torch.Tensor  # int64 [rows]
    positions: torch.Tensor  # int64 [rows]: place in its report
    index: torch.Tensor  # int64 [reports, tokens]: the row of each token; padding points at row 0
    owned: torch.Tensor  # int64 [rows]: the flat place in [reports, tokens] that a row's attention output is read from
    prefix: int  # rows that all reports share
    label_rows: torch.Tensor  # int64 [labels]: rows with something to learn
    labels: torch.Tensor  # int64 [labels]


def pack(ids: torch.Tensor, labels: torch.Tensor, lengths: list[int] | None = None) -> Packing:
    """
    @param ids int64 [reports, tokens], right-padded
    @param labels int64 [reports, tokens], −100 where nothing is to be learned
    @param lengths tokens of each report that count; None: up to its last label
    """
    if lengths is None:
        lengths = [_last_label(row) + 1 for row in labels]
    prefix = _common_prefix(ids, labels, lengths)
    owned_mask = torch.zeros(ids.shape, dtype=torch.bool)
    for report, length in enumerate(lengths):
        owned_mask[report, prefix:length] = True
    if lengths:
        owned_mask[0, :prefix] = True
    owned = owned_mask.flatten().nonzero().flatten()
    index = torch.zeros(ids.shape, dtype=torch.int64)
    index.view(-1)[owned] = torch.arange(len(owned))
    index[:, :prefix] = torch.arange(prefix)
    row_labels = labels.flatten()[owned]
    label_rows = (row_labels != NO_LABEL).nonzero().flatten()
    return Packing(
        ids=ids.flatten()[owned],
        positions=owned % ids.shape[1],
        index=index,
        owned=owned,
        prefix=prefix,
        label_rows=label_rows,
        labels=row_labels[label_rows],
    )


def _last_label(labels: torch.Tensor) -> int:
    found = (labels != NO_LABEL).nonzero().flatten()
    return int(found[-1]) if len(found) else -1


def _common_prefix(ids: torch.Tensor, labels: torch.Tensor, lengths: list[int]) -> int:
    """Leading tokens that are the same in every report and carry no label; at least one token stays a report's own."""
    shortest = min(lengths, default=0) - 1
    if len(lengths) < 2 or shortest < 1:
        return 0
    same = (ids[:, :shortest] == ids[0, :shortest]).all(0) & (labels[:, :shortest] == NO_LABEL).all(0)
    return int(same.int().cumprod(0).sum())
