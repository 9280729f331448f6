"""A step shared out over processes and passes."""

import torch
from hypothesis import given
from hypothesis import strategies as st

from readroom_training.fast.packing import NO_LABEL
from readroom_training.train.batches import step_batches
from readroom_training.train.samples import Sample

SAMPLES = st.lists(
    st.lists(st.integers(1, 99), min_size=1, max_size=30).map(lambda ids: Sample(ids, [NO_LABEL, *ids[1:]])),
    min_size=1,
    max_size=20,
)


def _tokens(sample: Sample) -> tuple[int, ...]:
    return tuple(sample.ids)


@given(SAMPLES, st.integers(16, 200), st.integers(1, 4))
def test_every_sample_is_in_exactly_one_pass_of_one_process(samples: list[Sample], most: int, world: int) -> None:
    shares = [step_batches(samples, most, rank, world) for rank in range(world)]
    found = []
    for share in shares:
        for micro in share.passes:
            for ids, labels in zip(micro.ids, micro.labels, strict=True):
                if ids[0] != 0:
                    found.append(tuple(ids[ids != 0].tolist()))
                    assert len(labels) == len(ids)
    assert sorted(found) == sorted(map(_tokens, samples))


@given(SAMPLES, st.integers(16, 200), st.integers(1, 4))
def test_every_process_has_as_many_passes_and_knows_the_whole_steps_labels(
    samples: list[Sample], most: int, world: int
) -> None:
    shares = [step_batches(samples, most, rank, world) for rank in range(world)]
    assert len({len(share.passes) for share in shares}) == 1
    counted = sum(int((micro.labels != NO_LABEL).sum()) for share in shares for micro in share.passes)
    assert {share.labels for share in shares} == {counted}
    assert {share.tokens for share in shares} == {sum(len(sample.ids) for sample in samples)}


@given(SAMPLES, st.integers(16, 200))
def test_a_pass_keeps_to_its_tokens_unless_one_report_alone_has_more(samples: list[Sample], most: int) -> None:
    for micro in step_batches(samples, most, 0, 1).passes:
        assert micro.ids.numel() <= most or len(micro.ids) == 1


def test_padding_carries_no_label() -> None:
    long, short = Sample([1, 2, 3, 4], [NO_LABEL, 2, 3, 4]), Sample([5], [6])
    (micro,) = step_batches([short, long], 100, 0, 1).passes
    assert micro.ids.tolist() == [[1, 2, 3, 4], [5, 0, 0, 0]]
    assert torch.equal(micro.labels[1], torch.tensor([6, NO_LABEL, NO_LABEL, NO_LABEL]))
