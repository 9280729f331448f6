"""
An impression with masked words as a target: filled where certain, shortened where harmless.

Leaving out every sentence with a mark teaches to leave out what is abnormal, because that is what long sentences are
about. So a sentence goes only when it is a note about a call, or a stump of advice, comparison or normality; where any
other would have to go, or a cut takes away a problem that no other sentence tells, the whole report is no target.
"""

import re

from readroom_training.augment.repair.fills import MARK, fill_words
from readroom_training.augment.repair.gaps import close_gaps, says_anything
from readroom_training.augment.repair.notes import is_note, without_pasted_report
from readroom_training.data.deidentified import has_marks, normalise_marks
from readroom_training.data.sentences import renumber, split_sentences
from readroom_training.honesty.lexicon import supports
from readroom_training.honesty.mentions import claimed_concepts

_NUMBER = re.compile(r"^\(?\d{1,2}[.)]\s+(?:,\s*)?")
# What a stump may be about and yet go.
_ADVICE = re.compile(
    r"\b(?:recommend\w*|follow\w*|compar\w*|since|prior|previous|CT|further|correlat\w*|if|change|normal|unremarkable|"
    r"clear|no)\b",
    re.I,
)
_POINT_BEFORE = re.compile(r"\s+([.,;:)])")


def repair_impression(text: str) -> str | None:
    """
    The impression without any mark of de-identification, its list numbers in order; a text without marks as it is.
    None where no sentence is left, or where one that tells of the patient could not be kept.
    """
    if not has_marks(text):
        return text
    sentences = split_sentences(without_pasted_report(normalise_marks(text, MARK)))
    kept: list[str] = []
    cut: list[str] = []
    for sentence in sentences:
        if is_note(sentence, MARK in sentence):
            continue
        repaired = _sentence(sentence)
        if repaired is not None:
            kept.append(repaired)
        elif says_anything(sentence) and _ADVICE.search(sentence) is None:
            return None
        cut.append(sentence)
    repaired_text = " ".join(renumber(kept))
    if not kept or any(_tells_more(sentence, repaired_text) for sentence in cut):
        return None
    return repaired_text


def _sentence(sentence: str) -> str | None:
    """With its list number; None for a stump."""
    if MARK not in sentence:
        return sentence
    number = _NUMBER.match(sentence)
    lead = number[0].rstrip(" ,") + " " if number else ""
    closed = close_gaps(fill_words(sentence[number.end() :] if number else sentence))
    if closed is None:
        return None
    closed = " ".join(_POINT_BEFORE.sub(r"\1", closed).split())
    return lead + closed[0].upper() + closed[1:]


def _tells_more(sentence: str, rest: str) -> bool:
    """Whether a sentence, as it was, told a problem that the repaired text does not."""
    told = claimed_concepts(rest)
    return any(not supports(told, concept) for concept in claimed_concepts(sentence))
