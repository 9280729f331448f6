"""A problem that the impression leaves out."""

from random import Random

from readroom_training.augment.case import Case
from readroom_training.augment.corrupt.kinds import Inventions, is_worse
from readroom_training.augment.deny_finding import NOTHING_ACUTE
from readroom_training.data.sentences import renumber, split_sentences
from readroom_training.honesty.mentions import find_mentions
from readroom_training.honesty.variants import claimed


def dropped_finding(case: Case, random: Random, _inventions: Inventions) -> str | None:
    """One sentence that claims a problem fewer; None where none does, or where the findings do not carry it."""
    sentences = split_sentences(case.impression)
    telling = [place for place, sentence in enumerate(sentences) if claimed(find_mentions(sentence))]
    random.shuffle(telling)
    for gone in telling:
        rest = [sentence for place, sentence in enumerate(sentences) if place != gone]
        shortened = " ".join(renumber(rest)) or NOTHING_ACUTE
        if is_worse(case, shortened, ("omitted", "denied")):
            return shortened
    return None
