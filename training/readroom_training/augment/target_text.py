"""The impression as it is learned: tidy, and without words that de-identification masked."""

import re
from typing import Literal

from readroom_training.augment.repair.repair import repair_impression
from readroom_training.data.deidentified import drop_marked_sentences, has_marks

MaskedWords = Literal["keep", "drop_report", "drop_sentence", "mask_loss", "repair"]

# "abnormality. ." and ".." are slips of the typist or of de-identification.
_REPEATED_POINTS = re.compile(r"(?:\s*\.){2,}(?=\s|$)")


def target_text(impression: str, masked: MaskedWords) -> str | None:
    """The text to learn, or None where the report is not to be learned from. `mask_loss` keeps the marks for later."""
    text = _REPEATED_POINTS.sub(".", impression).strip()
    if has_marks(text):
        if masked == "repair":
            return repair_impression(text)
        if masked == "drop_report":
            return None
        if masked == "drop_sentence":
            text = drop_marked_sentences(text)
    return text if any(character.isalnum() for character in text) else None
