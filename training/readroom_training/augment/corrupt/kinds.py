"""What a corruption takes and gives, and the check that it is one."""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from random import Random

from readroom_training.augment.case import Case
from readroom_training.data.sentences import split_sentences
from readroom_training.honesty.check_draft import FlagKind, check_draft
from readroom_training.honesty.mentions import find_mentions
from readroom_training.honesty.variants import claimed


@dataclass(frozen=True, slots=True)
class Inventions:
    """Sentences that tell one problem, in radiologists' own words: what an invented finding is told with."""

    sentences: Sequence[str]


# A wrong impression, or None where this way of going wrong does not apply.
Corruption = Callable[[Case, Random, Inventions], str | None]


def collect_inventions(impressions: Sequence[str]) -> Inventions:
    """Every sentence that claims exactly one problem and nothing else, once, in order of appearance."""
    found: dict[str, None] = {}
    for impression in impressions:
        for sentence in split_sentences(impression):
            if not sentence[:1].isdigit() and len(claimed(find_mentions(sentence))) == 1:
                found.setdefault(sentence)
    return Inventions(list(found))


def is_worse(case: Case, impression: str, kinds: Collection[FlagKind]) -> bool:
    """Whether the checks find more of one of `kinds` in an impression than in the case's own."""
    before, after = (
        Counter(flag.kind for flag in check_draft(case.findings, text)) for text in (case.impression, impression)
    )
    return any(after[kind] > before[kind] for kind in kinds)
