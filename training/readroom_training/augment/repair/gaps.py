"""What is left of a sentence when its masked words are taken out: the sentence, a clause of it, or nothing."""

import re

from readroom_training.augment.repair.fills import MARK
from readroom_training.augment.repair.open_words import CLOSING, JOINING, OPENING

# Several marks, with what stands between the parts of a date or a name.
_MARKS = re.compile(r"XXXX(?:[\s,/.-]*XXXX)+")
# When and where an earlier examination was made.
_DATE = re.compile(
    r",?\s*\b(?:(?:when |as )?compared (?:to|with)|in comparison (?:to|with)|since|from|dated|of|on|and)\s+"
    r"(?:the )?XXXX(?=[.;,)]|$)",
    re.I,
)
_WORD = re.compile(r"[\w'/-]+")
# A condition without its consequence, and a clause that only leads on to the gap.
_CONDITION = re.compile(r"(?:or|if|although|though|when|while)\b", re.I)
_SUBORDINATE = re.compile(r"(?:[,;]\s*however\b|\bwhich\b|\bin the setting\b)[^,;]*$", re.I)
# One word before a gap is what the gap would have told of.
_LEAST_CLAUSE = 2
# A mark tells whether something changed; what changed stands before it.
_UNKNOWN_CHANGE = re.compile(r"XXXX (?=(?:since|from|compared|when compared)\b)", re.I)


def close_gaps(sentence: str) -> str | None:
    """
    The sentence without its marks: as it is where nothing is missed, or only the clause before the first gap; None
    where not even that stands by itself.
    """
    text = _MARKS.sub(MARK, sentence)
    text = _DATE.sub("", text)
    while MARK in text:
        change = _UNKNOWN_CHANGE.search(text)
        at = text.index(MARK)
        before, after = text[:at].rstrip(), text[at + len(MARK) :].lstrip()
        if (change is not None and change.start() == at) or _is_gap(before, after):
            return _clause(before)
        text = _joined(before, after)
    text = text.strip(" ,;")
    return text if any(word.lower() not in OPENING for word in _WORD.findall(text)) else None


def says_anything(sentence: str) -> bool:
    """Whether a sentence holds a word besides its marks and what only joins words."""
    return any(word.lower() not in JOINING and word != MARK for word in _WORD.findall(sentence))


def _is_gap(before: str, after: str) -> bool:
    """Whether a mark between these two stood for a word that the sentence cannot be without."""
    last, next_ = _last(before), _first(after)
    ends = next_ is None or not after[0].isalnum()
    if last is None or before[-1] in "(-/":
        # At the beginning: an adjective may go, a noun may not.
        return ends or next_ in CLOSING
    if after[:1] in ("-", "/"):
        return True
    if before[-1] in ",;:":
        return ends or next_ in CLOSING
    return last in OPENING and (ends or next_ in CLOSING)


def _clause(before: str) -> str | None:
    """What stands before a gap, without the words that led to it; None where it is no clause."""
    if _CONDITION.match(before):
        return None
    words = _SUBORDINATE.sub("", before).rstrip(" .,;(")
    while (last := _last(words)) is not None and last in OPENING:
        words = words[: words.lower().rindex(last)].rstrip(" ,;(")
    return f"{words}." if len(_WORD.findall(words)) >= _LEAST_CLAUSE and words.count("(") == words.count(")") else None


def _joined(before: str, after: str) -> str:
    if not before or not after:
        return before or after
    # "opacity, XXXX, atelectasis"; "mild, XXXX left": a comma that only the masked word needed.
    if after[0] in ".,;:)":
        return before.rstrip(" ,;") + after
    return f"{before} {after}"


def _last(text: str) -> str | None:
    found = _WORD.findall(text)
    return found[-1].lower() if found else None


def _first(text: str) -> str | None:
    found = _WORD.search(text)
    return found[0].lower() if found else None
