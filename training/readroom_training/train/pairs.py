"""A true impression beside a wrong one for the same findings."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from readroom_training.augment.case import Case
from readroom_training.augment.corrupt.corrupt import CorruptionName, corrupt
from readroom_training.augment.corrupt.kinds import collect_inventions
from readroom_training.fast.packing import NO_LABEL
from readroom_training.train.batches import MicroBatch, StepBatches, pad_samples
from readroom_training.train.randomness import random_at
from readroom_training.train.samples import ReportSamples, Sample


@dataclass(frozen=True, slots=True)
class Pair:
    """Both begin with the same prompt."""

    true: Sample
    wrong: Sample

    @property
    def length(self) -> int:
        """Tokens of the longer one."""
        return max(len(self.true.ids), len(self.wrong.ids))


class PairSource:
    """The training reports, each epoch with wrong impressions of its own."""

    def __init__(self, samples: ReportSamples, names: Sequence[CorruptionName], seed: int) -> None:
        self._samples, self._names, self._seed = samples, names, seed
        self._inventions = collect_inventions(samples.targets)

    def pairs(self, epoch: int, index: int) -> list[Pair]:
        """One for each case that the epoch shows of a report; none where no corruption applies or fits."""
        return list(self._made(epoch, index))

    def _made(self, epoch: int, index: int) -> Iterator[Pair]:
        for case in self._samples.cases(epoch, index):
            random = random_at(self._seed, "corrupt", epoch, self._samples.reports[index].id)
            wrong = corrupt(case, self._names, random, self._inventions)
            pair = None if wrong is None else self._pair(case, wrong)
            if pair is not None:
                yield pair

    def _pair(self, case: Case, wrong: str) -> Pair | None:
        true, false = (self._samples.encode(one) for one in (case, replace(case, impression=wrong)))
        # A longer impression may have driven an example out of the prompt: then the two are no pair.
        if true is None or false is None or _prompt(true) != _prompt(false):
            return None
        return Pair(true, false)


def _prompt(sample: Sample) -> list[int]:
    first = next(place for place, label in enumerate(sample.labels) if label != NO_LABEL)
    return sample.ids[: first + 1]


def pair_batches(pairs: Sequence[Pair], max_tokens: int, rank: int, world: int) -> StepBatches:
    """As `step_batches`; the first half of a pass's rows are true, the second the wrong ones of the same pairs."""
    order = sorted(range(len(pairs)), key=lambda index: -pairs[index].length)
    shares = [[pairs[index] for index in order[process::world]] for process in range(world)]
    cuts = [_cut(share, max_tokens) for share in shares]
    mine = cuts[rank] + [[] for _ in range(max(map(len, cuts)) - len(cuts[rank]))]
    return StepBatches(
        passes=[_pad(part) for part in mine],
        labels=sum(label != NO_LABEL for pair in pairs for label in pair.true.labels),
        tokens=sum(len(pair.true.ids) + len(pair.wrong.ids) for pair in pairs),
        pairs=len(pairs),
    )


def _cut(share: Sequence[Pair], max_tokens: int) -> list[list[Pair]]:
    parts: list[list[Pair]] = []
    for pair in share:
        if parts and 2 * (len(parts[-1]) + 1) * parts[-1][0].length <= max_tokens:
            parts[-1].append(pair)
        else:
            parts.append([pair])
    return parts


def _pad(pairs: Sequence[Pair]) -> MicroBatch:
    return pad_samples([*(pair.true for pair in pairs), *(pair.wrong for pair in pairs)])
