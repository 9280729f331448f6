"""The findings in another order: what they say does not depend on it."""

from dataclasses import replace
from random import Random

from readroom_training.augment.case import Case
from readroom_training.data.sentences import renumber, split_sentences


def shuffle_sentences(case: Case, random: Random) -> Case | None:
    """None for a single sentence, and for a numbered list, whose items may name each other by number."""
    sentences = split_sentences(case.findings)
    if len(sentences) < 2 or renumber(list(reversed(sentences))) != list(reversed(sentences)):
        return None
    random.shuffle(sentences)
    return replace(case, findings=" ".join(sentences))
