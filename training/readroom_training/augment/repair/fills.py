"""
Masked words that the words around them leave no doubt about, one named rule each.

De-identification of Open-i masks whatever looks like a name, a date or a place: "ray", "angle", "likely", "CT", "May".
A rule fills a word only where no other would give a sentence of the same sense; it never adds a problem or a side.
"""

import re
from dataclasses import dataclass

# How a mark stands in a text while it is repaired, whatever it was.
MARK = "XXXX"

# A radiograph of the region is no CT.
_NOT_PLAIN = r"(?!.*(?:radiograph|x-ray|film))"
_REGION = r"(?:the )?(?:chest|thorax|abdomen|pelvis)\b"
# What an opacity turns out to be: told with a doubt, never as an adjective of its own.
_EXPLANATION = (
    r"(?:\w+ )?(?:atelecta|scar|edema|pneumoni|infiltrat|fibro|granulo|adenopath|lymphadenopath|airspace|pleural|"
    r"effusion|thickening)"
)
_EXPLAINED = (
    r"(?:appearances?|findings?|opacit(?:y|ies)|densit(?:y|ies)|markings|this|these|which|bases?|lobes?|lungs?)"
)


@dataclass(frozen=True, slots=True)
class Fill:
    """`pattern` holds the mark; `where`, if given, must be in the same sentence."""

    name: str
    pattern: re.Pattern[str]
    replacement: str
    where: re.Pattern[str] | None = None


def _fill(name: str, pattern: str, replacement: str, where: str | None = None) -> Fill:
    return Fill(name, re.compile(pattern, re.I), replacement, None if where is None else re.compile(where, re.I))


_VERTEBRA = r"\b(?:vertebra\w*|spine|thoracic|midthoracic|lumbar|[TL]\d{1,2})\b"

# In this order: what is more particular comes first.
FILLS: tuple[Fill, ...] = (
    _fill("x-ray", r"\b(x)-XXXX\b", r"\1-ray"),
    _fill("costophrenic angle", r"\b((?:costo|cardio)phrenic(?: sulci?)?) XXXX\b", r"\1 angle"),
    _fill("bowel gas pattern", r"\b(bowel) XXXX pattern", r"\1 gas pattern"),
    _fill("air-fluid level", r"\bXXXX([-/ ])fluid level", r"air\1fluid level"),
    _fill("free air", r"\b(free(?: intra-?abdominal| intraperitoneal| subdiaphragmatic)?) XXXX\b", r"\1 air"),
    _fill("inspiratory effort", r"\b(inspiratory) XXXX\b", r"\1 effort"),
    _fill("lymph nodes", r"\b(lymph) XXXX\b", r"\1 nodes"),
    _fill("lungs", r"\b(lung) XXXX(?=[.;,]|$)", r"\1s"),
    _fill("acute abnormality", r"\b(acute thoracic) XXXX(?=[.;,]|$)", r"\1 abnormality", r"\bno\b"),
    _fill("acute or …", r"\b(acute|active) (?:or|and) XXXX\b", r"\1"),
    _fill("… or acute", r"\bXXXX (?:or|and) (acute|active)\b", r"\1"),
    _fill("no …", r"\b(no) XXXX (?=[a-z])", r"\1 "),
    _fill("of value", r"\b(be of (?:further )?)XXXX\b", r"\1value"),
    _fill("areas of", r"\b((?:few|scattered|several|multiple)(?: \w+){0,2}) XXXX of\b", r"\1 areas of"),
    _fill("sternotomy wires", r"\b(sternotomy) XXXX\b(?! fragment)", r"\1 wires"),
    _fill("may be", r"\bXXXX be\b", "may be"),
    # A length without its unit says nothing.
    _fill("no length", r"(?:\bXXXX )?\b\d+(?:\.\d+)? XXXX (?=(?:\w+ )?(?:nodul|mass|densit|opacit|granulom))", ""),
    _fill("CT scan", r"\bXXXX scan\b", "CT scan"),
    _fill("CT, kind", r"\b((?:non)?contrast(?:ed)?(?: enhanced)?|nonemergent|high[- ]resolution) XXXX\b", r"\1 CT"),
    _fill("CT, advised", r"\b(recommend|consider) XXXX(?= (?:of|for|to|chest|thorax|abdomen)\b|[.;,]|$)", r"\1 CT"),
    _fill("CT of a region", rf"(^|\bwith )XXXX (?=(?:of )?{_NOT_PLAIN}{_REGION})", r"\1CT "),
    _fill("evaluation with CT", rf"\b(evaluation) XXXX (?={_REGION})", r"\1 with CT "),
    _fill("CT for more", r"(^)XXXX (?=(?:for|to) (?:better|further)\b)", "CT "),
    _fill(
        "CT is advised",
        r"\bXXXX (?=(?:is|may be|would be|could be) (?:recommended|suggested|helpful|useful|needed))",
        "CT ",
    ),
    _fill("most likely", r"\b(most) XXXX\b", r"\1 likely"),
    _fill("likely to", r"\b(is|are|not) XXXX to\b", r"\1 likely to"),
    _fill(
        "likely, verb", r"\bXXXX (?=(?:represent|reflect)\w*\b|(?:secondary|due|relate[ds]|relating) to\b)", "likely "
    ),
    _fill("likely chronic", r"(,) XXXX (?=chronic\b)", r"\1 likely "),
    _fill("likely, after a comma", rf"(,) XXXX (?={_EXPLANATION})", r"\1 likely "),
    _fill("likely, after what is explained", rf"\b({_EXPLAINED}) XXXX (?={_EXPLANATION})", r"\1 likely "),
    _fill("compression", r"\bXXXX (?=(?:fracture )?(?:deformit|fracture))", "compression ", _VERTEBRA),
    _fill("height loss", r"\bXXXX (?=loss of\b)", "height ", _VERTEBRA),
    _fill("no news", r"^XXXX change\b(?: of)?[.,]?\s*", ""),
)


def fill_words(sentence: str) -> str:
    """The sentence with every word filled that a rule is certain of; other marks stay."""
    for fill in FILLS:
        if MARK not in sentence:
            break
        if fill.where is None or fill.where.search(sentence):
            sentence = fill.pattern.sub(fill.replacement, sentence)
    return sentence
