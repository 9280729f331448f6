"""A problem turned into "No …" in the findings and gone from the impression."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from readroom_training.augment.case import Case
from readroom_training.augment.standing import stands_alone
from readroom_training.data.sentences import renumber, split_sentences
from readroom_training.honesty.lexicon import supports
from readroom_training.honesty.mentions import claimed_concepts
from readroom_training.honesty.variants import honesty_variants

# What radiologists write when nothing is left to tell.
NOTHING_ACUTE = "No acute cardiopulmonary abnormality."


@dataclass(frozen=True, slots=True)
class _Findings:
    id: str
    findings: str


def deny_finding(case: Case, random: Random) -> Case | None:
    """
    None where the findings claim nothing that can be denied by rule, where the impression's sentence about it also
    tells something else (no rule can rewrite that one), or where advice would be left without its finding.
    """
    variants = [one for one in honesty_variants([_Findings("", case.findings)]) if one.test == "negation"]
    random.shuffle(variants)
    for variant in variants:
        impression = _without(split_sentences(case.impression), variant.concepts)
        if impression is None:
            continue
        left = claimed_concepts(variant.findings)
        if impression == "":
            if left:
                continue
            impression = NOTHING_ACUTE
        elif not all(stands_alone(sentence, left) for sentence in split_sentences(impression)):
            continue
        return replace(case, findings=variant.findings, impression=impression)
    return None


def _without(sentences: Sequence[str], denied: Sequence[str]) -> str | None:
    """The sentences that tell none of the denied concepts; None when none tells them, or one tells others as well."""
    kept: list[str] = []
    for sentence in sentences:
        told = claimed_concepts(sentence)
        gone = [concept for concept in told if _is_same(concept, denied)]
        if not gone:
            kept.append(sentence)
        elif len(gone) < len(told):
            return None
    return None if len(kept) == len(sentences) else " ".join(renumber(kept))


def _is_same(concept: str, denied: Sequence[str]) -> bool:
    """Whether a concept is one of the denied, a kind of one, or what one is a kind of."""
    return supports(denied, concept) or any(supports([concept], one) for one in denied)
