"""Sentences of report prose."""

import re

# A sentence ends before white space, or where a typist forgot it: "apex.There are". Decimals (3.3 cm) hold together.
_END = re.compile(r"[.!?][\"')\]]*(?:\s+|(?=[A-Z][a-z]))")
# A list number by itself is the beginning of what follows: "1. Nodule."
_NUMBER = re.compile(r"\(?\d{1,2}[.)]")
_LEADING_NUMBER = re.compile(r"^(\(?)(\d{1,2})([.)])(?=\s)")
# A point after these ends no sentence; the last also covers initials, "J. Doe".
_ABBREVIATION = re.compile(r"(?:^|[\s(])(?:drs?|mrs?|ms|prof|st|vs|approx|ca|cf|e\.g|i\.e|fig|resp|[a-z])\.$", re.I)

# Characters that hold the longest of both, with what stands before it and the blank after.
_LONGEST = 16


def split_sentences(text: str) -> list[str]:
    """The sentences of a clean text, in order and complete, each with its end mark and list number; [] for none."""
    sentences: list[str] = []
    start = 0
    for end in _END.finditer(text):
        last = text[max(start, end.end() - _LONGEST) : end.end()].strip()
        if _NUMBER.fullmatch(last) or _ABBREVIATION.search(last):
            continue
        sentences.append(text[start : end.end()].strip())
        start = end.end()
    rest = text[start:].strip()
    return [*sentences, rest] if rest else sentences


def renumber(sentences: list[str]) -> list[str]:
    """List numbers in order again after sentences were taken out; a list that is left with one loses its number.

    Only the numbers change: sentences without one stay as they are.
    """
    numbered = [_LEADING_NUMBER.match(sentence) for sentence in sentences]
    if sum(match is not None for match in numbered) == 1:
        return [s if m is None else s[m.end() :].lstrip() for s, m in zip(sentences, numbered, strict=True)]
    renumbered, count = [], 0
    for sentence, match in zip(sentences, numbered, strict=True):
        if match is None:
            renumbered.append(sentence)
            continue
        count += 1
        renumbered.append(f"{match[1]}{count}{match[3]}{sentence[match.end() :]}")
    return renumbered
