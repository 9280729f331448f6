"""What a draft is compared with: as src/domain/metrics/baselines.ts."""

import re

CONSTANT_ANSWER = "no acute cardiopulmonary abnormality"
"""What a system that reads nothing would print: the commonest impression of the Open-i reports."""

# JavaScript's blanks (ECMA-262, WhiteSpace and LineTerminator): Python's own differ from them.
_BLANKS = "\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_NORMAL_BEGINNING = re.compile(
    rf"[{_BLANKS}]*(?:\d+[{_BLANKS}]*[.):]?[{_BLANKS}]*)?"
    r"(?:no (?:acute|active|evidence of (?:acute|active))|negative|normal|unremarkable|stable|clear)\b",
    re.ASCII,
)
_NORMAL_ANYWHERE = re.compile(r"\bno (?:acute|active)\b", re.ASCII)


def is_abnormal(impression: str) -> bool:
    """The impression neither begins (after a number) with a word of normality or "no acute", nor contains "no acute" or
    "no active". Coarse on purpose; it picks out the reports where drafting is hard."""
    text = impression.lower()
    return _NORMAL_BEGINNING.match(text) is None and _NORMAL_ANYWHERE.search(text) is None
