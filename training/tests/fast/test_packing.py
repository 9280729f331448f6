"""Rows without padding: every token once, the shared head once for all."""

import torch
from hypothesis import given
from hypothesis import strategies as st

from readroom_training.fast.packing import NO_LABEL, pack

REPORTS = st.lists(
    st.tuples(st.lists(st.integers(1, 3), min_size=1, max_size=8), st.integers(1, 3)), min_size=1, max_size=5
)


def _batch(reports: list[tuple[list[int], int]], head: list[int]) -> tuple[torch.Tensor, torch.Tensor]:
    length = max(len(head) + len(body) for body, _ in reports)
    ids = torch.zeros(len(reports), length, dtype=torch.int64)
    labels = torch.full_like(ids, NO_LABEL)
    for row, (body, label) in enumerate(reports):
        tokens = [*head, *body]
        ids[row, : len(tokens)] = torch.tensor(tokens)
        labels[row, len(tokens) - 1] = label
    return ids, labels


@given(REPORTS, st.lists(st.integers(1, 3), max_size=4))
def test_every_token_is_found_again_at_its_place(reports: list[tuple[list[int], int]], head: list[int]) -> None:
    ids, labels = _batch(reports, head)
    packing = pack(ids, labels)
    for row, (body, _) in enumerate(reports):
        length = len(head) + len(body)
        rows = packing.index[row, :length]
        assert torch.equal(packing.ids[rows], ids[row, :length])
        assert torch.equal(packing.positions[rows], torch.arange(length))


@given(REPORTS, st.lists(st.integers(1, 3), max_size=4))
def test_no_token_is_kept_twice_and_every_label_is_kept(reports: list[tuple[list[int], int]], head: list[int]) -> None:
    packing = pack(*_batch(reports, head))
    tokens = sum(len(head) + len(body) for body, _ in reports)
    assert len(packing.ids) == tokens - packing.prefix * (len(reports) - 1)
    assert sorted(packing.labels.tolist()) == sorted(label for _, label in reports)
    assert len(set(packing.label_rows.tolist())) == len(packing.label_rows)


@given(REPORTS, st.lists(st.integers(1, 3), min_size=1, max_size=4))
def test_the_shared_head_holds_no_label_and_leaves_each_report_a_token(
    reports: list[tuple[list[int], int]], head: list[int]
) -> None:
    packing = pack(*_batch(reports, head))
    assert packing.prefix < min(len(head) + len(body) for body, _ in reports) or packing.prefix == 0
    assert not (packing.label_rows < packing.prefix).any()
    if len(reports) > 1 and len(head) > 1:
        assert packing.prefix >= len(head) - 1
