"""Names of the sections of a radiology report, and of what stands around them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """What a header announces."""

    FINDINGS = "findings"
    IMPRESSION = "impression"
    COMBINED = "combined"  # findings and impression in one
    VIEW = "view"  # "PA AND LATERAL CHEST:", after which findings follow
    FINAL = "final"  # here the final report begins
    PRELIMINARY = "preliminary"  # here a preliminary report begins, of any number of sections
    WET_READ = "wet read"  # one preliminary section
    ADDENDUM = "addendum"
    OTHER = "other"
    UNKNOWN = "unknown"  # written like a header, of no known name


_NAMES: dict[Kind, tuple[str, ...]] = {
    Kind.FINDINGS: ("findings", "finding", "radiographic findings", "imaging findings", "radiological findings"),
    Kind.IMPRESSION: (
        *("impression", "impressions", "conclusion", "conclusions", "opinion", "summary", "interpretation"),
        *("final impression", "overall impression", "conclusion and recommendation", "impression and recommendation"),
        *("impression and plan", "impression and recommendations", "conclusions and recommendations"),
    ),
    Kind.COMBINED: (
        *("findings and impression", "findings and impressions", "finding and impression"),
        *("impression and findings", "findings impression", "impression findings", "findings and conclusion"),
    ),
    Kind.FINAL: ("final report", "final radiology report", "final radiological report", "final result"),
    Kind.PRELIMINARY: ("preliminary report", "preliminary radiology report", "preliminary result"),
    Kind.WET_READ: (
        *("wet read", "wet read version", "wet reading", "preliminary read", "preliminary interpretation"),
        *("provisional findings impression", "preliminary findings", "preliminary impression", "pfi"),
    ),
    Kind.ADDENDUM: ("addendum", "addenda", "final addendum", "addendum report", "corrected report addendum"),
    Kind.OTHER: (
        *("exam", "examination", "exams", "type of examination", "exam type", "study", "procedure", "procedures"),
        *("indication", "indications", "clinical indication", "reason for exam", "reason for examination"),
        *("reason for study", "reason for this examination", "clinical information", "clinical history", "history"),
        *("clinical data", "clinical statement", "clinical question", "diagnosis", "admitting diagnosis", "symptoms"),
        *("medical condition", "technique", "techniques", "protocol", "contrast", "dose", "radiation dose", "dlp"),
        *("comparison", "comparisons", "comparison studies", "prior studies", "correlation"),
        *("recommendation", "recommendations", "recommendation(s)", "notification", "notifications"),
        *("communication", "critical result", "critical results", "limitations", "attestation"),
        *("teaching physician statement", "attending physician statement", "dictated by", "reported by", "read by"),
        *("interpreted by", "signed by", "electronically signed by", "electronically signed", "approved by"),
        *("verified by", "transcribed by", "transcriptionist", "radiologist", "attending", "attending radiologist"),
        *("resident", "referring physician", "ordering physician", "ordering provider", "date", "date of exam"),
        *("date of examination", "dictated", "transcribed", "signed", "accession", "accession number", "patient"),
        *("patient name", "mrn", "dob", "date of birth", "cc", "icd", "icd codes", "cpt", "cpt codes", "end of report"),
        "end of impression",
    ),
}

_VIEW_NEEDS_ONE = frozenset(
    [
        *("radiograph", "radiographs", "radiography", "x-ray", "x-rays", "xray", "film", "films", "view", "views"),
        *("portable", "ap", "pa", "lateral", "frontal", "decubitus", "chest"),
        *("ct", "cta", "mr", "mri", "mra", "ultrasound", "us", "mammogram", "pet"),
    ]
)
_VIEW_MAY_HAVE = _VIEW_NEEDS_ONE | frozenset(
    [
        *("one", "two", "three", "four", "1", "2", "3", "4", "single", "limited", "complete", "left", "right"),
        *("bilateral", "bedside", "upright", "supine", "semi-upright", "semiupright", "semierect", "erect"),
        *("and", "or", "of", "the", "with", "without", "contrast", "only"),
        *("abdomen", "pelvis", "head", "brain", "neck", "spine", "cervical", "thoracic", "lumbar"),
        *("knee", "shoulder", "hip", "ankle", "wrist", "hand", "foot", "elbow"),
    ]
)
# Parentheses, and masked words: "CHEST, PA AND LATERAL, ___:".
_ASIDE = re.compile(r"\([^()]*\)|_{2,}")
_FIRST = re.compile(r"\s*+([^\W\d_][^\n:]{0,60}):")
_JOINERS = re.compile(r"\s*[&/,+]\s*")
_VERSION = re.compile(r"\s*#?\s*\d{0,2}$")


def normal_name(name: str) -> str:
    """ "Findings/Impression (CHEST) #2" -> "findings impression": as `Headers` knows it."""
    bare = _ASIDE.sub(" ", name).casefold()
    bare = _JOINERS.sub(lambda match: " and " if match[0].strip() in "&+" else " ", bare)
    return " ".join(_VERSION.sub("", bare).split())


def _is_view(name: str) -> bool:
    parts = name.split()
    return set(parts) <= _VIEW_MAY_HAVE and not _VIEW_NEEDS_ONE.isdisjoint(parts)


def _distance(a: str, b: str) -> int:
    """Edits between two short words, neighbours exchanged counting one (optimal string alignment, Damerau 1964)."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        now = [i]
        for j, y in enumerate(b, 1):
            now.append(min(now[-1] + 1, row[j] + 1, row[j - 1] + (x != y)))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                now[j] = min(now[j], before[j - 2] + 1)
        before, row = row, now
    return row[-1]


# Two slips in a word of eight letters or more, with its first letter right: FINDNGS, IMPRESSOIN.
_MISSPELT = (("findings", Kind.FINDINGS), ("impression", Kind.IMPRESSION))
_SLIPS = 2


@dataclass(frozen=True, slots=True)
class Headers:
    """The names known to one extraction: those above and a hospital's own, of any language."""

    kinds: dict[str, Kind]

    @staticmethod
    def build(findings: Iterable[str] = (), impression: Iterable[str] = (), other: Iterable[str] = ()) -> "Headers":
        """With further names, which come before the built-in ones."""
        kinds = {name: kind for kind, names in _NAMES.items() for name in names}
        for names, kind in ((findings, Kind.FINDINGS), (impression, Kind.IMPRESSION), (other, Kind.OTHER)):
            kinds.update({normal_name(name): kind for name in names})
        return Headers(kinds)

    def known(self, name: str) -> Kind | None:
        """What a name announces, well spelt."""
        return self.kinds.get(normal_name(name))

    def without_own(self, text: str, kind: Kind) -> str:
        """A section that was exported by itself, without the header that it may still begin with."""
        first = _FIRST.match(text)
        return text[first.end() :] if first is not None and self.known(first[1]) is kind else text

    def kind(self, name: str) -> Kind | None:
        """What a name announces; misspellings of findings and impression, and names of views, included."""
        normal = normal_name(name)
        if known := self.kinds.get(normal):
            return known
        for word, kind in _MISSPELT:
            close = abs(len(normal) - len(word)) <= _SLIPS and normal[:1] == word[0]
            if close and _distance(normal, word) <= _SLIPS:
                return kind
        return Kind.VIEW if _is_view(normal) else None
