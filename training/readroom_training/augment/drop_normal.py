"""One normal sentence fewer in the findings: radiologists do not all tell what is normal."""

import re
from dataclasses import replace
from random import Random

from readroom_training.augment.case import Case
from readroom_training.data.sentences import split_sentences
from readroom_training.data.text import words
from readroom_training.honesty.mentions import find_mentions
from readroom_training.honesty.variants import claimed

_NORMAL = re.compile(r"\b(normal|unremarkable|clear|intact|negative|no|without|within (?:normal )?limits)\b", re.I)
# "Stable", "still" and the like are told of something that is there, "but" of something that is not normal.
_NOT_PLAIN = re.compile(
    r"\b(stable|unchanged|again|still|but|except|although|however|otherwise|borderline|upper limits?)\b", re.I
)
# Words that a normal sentence and an impression share without being about the same thing.
_COMMON = frozenset(
    ["normal", "unremarkable", "clear", "negative", "acute", "within", "limits", "there", "evidence", "seen", "without"]
)
# Shorter ones (no, the, is, of) are about nothing.
_SHORTEST_TOPIC = 4


def drop_normal_sentence(case: Case, random: Random) -> Case | None:
    """
    None where no sentence can go. A sentence may go when it names nothing abnormal and shares no word of substance
    with the impression, so that the impression still says nothing that the findings do not.
    """
    sentences = split_sentences(case.findings)
    if len(sentences) < 2:
        return None
    told = {word for word in words(case.impression) if _is_topic(word)}
    droppable = [place for place, sentence in enumerate(sentences) if _may_go(sentence, told)]
    if not droppable:
        return None
    gone = random.choice(droppable)
    return replace(case, findings=" ".join(one for place, one in enumerate(sentences) if place != gone))


def _may_go(sentence: str, told: set[str]) -> bool:
    if _NORMAL.search(sentence) is None or _NOT_PLAIN.search(sentence) is not None:
        return False
    if claimed(find_mentions(sentence)):
        return False
    return not any(_is_topic(word) and word in told for word in words(sentence))


def _is_topic(word: str) -> bool:
    return len(word) >= _SHORTEST_TOPIC and word not in _COMMON
