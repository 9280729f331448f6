"""Sentences of an impression that still make sense when another one is taken away."""

import re
from collections.abc import Sequence

from readroom_training.honesty.lexicon import supports
from readroom_training.honesty.mentions import claimed_concepts

# Advice and comparisons are about something told before: "CT in 6 months", "This is unchanged".
_LEANS = re.compile(
    r"\b(?:this|these|those|that|it|its|they|their|which|such|above|same|former|latter|recommend\w*|follow\w*|advis\w*|"
    r"correlat\w*|suggest\w*|consider\w*|further|evaluat\w*|unchanged|change|stable|interval|prior|previous\w*|compar\w*|"
    r"improv\w*|progress\w*|resol\w*|etiology|aetiology|differential|ct|mri|pet|biopsy)\b",
    re.IGNORECASE,
)


def stands_alone(sentence: str, supported: Sequence[str]) -> bool:
    """
    Whether a sentence may stay in an impression that lost another one.
    @param supported concepts that the findings claim
    """
    told = claimed_concepts(sentence)
    if told:
        return all(supports(supported, concept) for concept in told)
    return _LEANS.search(sentence) is None
