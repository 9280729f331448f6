"""The augmentations of a recipe, in the order in which they can follow one another."""

from random import Random

from readroom_training.augment.case import Case, Change
from readroom_training.augment.change_numbers import change_numbers
from readroom_training.augment.deny_finding import deny_finding
from readroom_training.augment.drop_normal import drop_normal_sentence
from readroom_training.augment.exchange_sides import exchange_sides
from readroom_training.augment.shuffle_sentences import shuffle_sentences
from readroom_training.config.settings import Augment


def augment(case: Case, settings: Augment, random: Random) -> Case:
    """
    Each change with its own probability, wherever it applies. The generator is drawn from in the same way whether a
    change applies or not, so that one setting does not move the others.
    """
    changes: tuple[tuple[float, Change], ...] = (
        (settings.deny_findings, deny_finding),
        (settings.change_measurements, change_numbers),
        (settings.drop_normal, drop_normal_sentence),
        (settings.shuffle_sentences, shuffle_sentences),
        (settings.swap_sides, exchange_sides),
    )
    for probability, change in changes:
        drawn, seed = random.random(), random.getrandbits(63)
        if drawn < probability:
            case = change(case, Random(seed)) or case
    return case
