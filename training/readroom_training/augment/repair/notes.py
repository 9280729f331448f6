"""Sentences of an impression that are no part of it: whom the radiologist called, and a report pasted behind."""

import re

# Told of a person or a call; only where something in the sentence was masked.
_CONTACT = re.compile(
    r"\bDrs?\b|\b(?:tele)?phone\b|\bnotif|\bdiscussed\b|\bcommunicat|\bconveyed\b|\backnowledg|\bveriphy\b|\bthank|"
    r"\bcertified\b|\bdictated\b|\bcalled\b|\bpaged\b|\binformed\b|\bcritical (?:result|finding)|\bplease XXXX|"
    r"\b(?:exam|date):|\bXXXX [ap]\.?m\b|\bprimordial\b",
    re.I,
)
# What such notes drag along, masked or not.
_COURTESY = re.compile(
    r"\bthanks\b|\bthank you\b|\bopportunity to assist\b|\bquestions about this\b|\bdiscuss this case\b|\bwere faxed\b|"
    r"\bas discussed below\b",
    re.I,
)
_PASTED = re.compile(r"\s*\bIMPRESSION:.*$", re.S)


def without_pasted_report(text: str) -> str:
    """What stands before a heading inside the impression, if anything does."""
    return _PASTED.sub("", text) or text


def is_note(sentence: str, masked: bool) -> bool:
    """Whether a sentence of a report with masked words is about a call, not about the patient."""
    return bool(_COURTESY.search(sentence) or (masked and _CONTACT.search(sentence)))
