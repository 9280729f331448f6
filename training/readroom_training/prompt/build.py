"""The prompt's parts, text for text those of src/domain/prompt/prompt-parts.ts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from readroom_training.prompt.template import ChatTemplate

# What JavaScript's trim takes away: WhiteSpace and LineTerminator of ECMA-262. Python's strip differs: it also takes
# U+001C to U+001F and U+0085, and leaves U+FEFF.
_BLANKS = (
    "\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\ufeff"
)


class Example(NamedTuple):
    """An earlier report that shows the model how impressions are written here."""

    findings: str
    impression: str


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the prompt. Special tokens are recognised in `template` text and never in `plain` text."""

    kind: Literal["template", "plain"]
    text: str


def strip_blanks(text: str) -> str:
    """The text without the blanks around it, exactly as JavaScript's `trim` leaves it."""
    return text.strip(_BLANKS)


def build_parts(template: ChatTemplate, findings: str, examples: Sequence[Example] = ()) -> list[Part]:
    """Static text first, then examples, the most similar last, then the findings, and what the template says after.

    Without examples the findings stand bare; with examples they are named as the examples' are.
    """
    filled = template.template.replace("{system}", template.system_message, 1)
    before, after = filled.split("{findings}")
    parts = [
        Part("template", before),
        Part("plain", _examples_text(examples)),
        Part("plain", strip_blanks(findings)),
        Part("template", after),
    ]
    return [part for part in parts if part.text != ""]


def _examples_text(examples: Sequence[Example]) -> str:
    """What stands before the findings: every example in full, and the word that the findings follow."""
    if not examples:
        return ""
    shown = [
        f"Findings: {strip_blanks(findings)}\nImpression: {strip_blanks(impression)}\n\n"
        for findings, impression in examples
    ]
    return "".join(shown) + "Findings: "
