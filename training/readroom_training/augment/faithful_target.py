"""Impressions that state what their findings do not: whoever learns from them learns to invent."""

from readroom_training.augment.standing import stands_alone
from readroom_training.data.sentences import renumber, split_sentences
from readroom_training.honesty.check_draft import check_draft
from readroom_training.honesty.mentions import claimed_concepts

# What is suspected ("possible pneumonia") is an interpretation, which an impression is for; the others are statements.
_UNFAITHFUL = frozenset({"unsupported", "side", "number", "denied"})


def faithful_target(findings: str, impression: str) -> str | None:
    """
    The impression without the sentences that its findings do not carry, as far as rules can tell; None where nothing
    is left, or what is left leans on what is gone.
    """
    if not _is_unfaithful(findings, impression):
        return impression
    sentences = split_sentences(impression)
    kept = [sentence for sentence in sentences if not _is_unfaithful(findings, sentence)]
    supported = claimed_concepts(findings)
    if not kept or len(kept) == len(sentences) or not all(stands_alone(one, supported) for one in kept):
        return None
    return " ".join(renumber(kept))


def _is_unfaithful(findings: str, text: str) -> bool:
    return any(flag.kind in _UNFAITHFUL for flag in check_draft(findings, text))
