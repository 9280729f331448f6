"""Findings and impression of a whole report, or the code of why it has none.

The order of the decisions: only the final report counts; an addendum and what follows it do not; several findings
sections are read on as one, several different impressions are refused; without a findings header the text after a
header that names the views is taken, else paragraphs that stand under no header of their own.
"""

import re
from dataclasses import dataclass
from itertools import takewhile

from readroom_training.data.limits import MAX_REPORT_CHARS, MAX_SECTION_CHARS
from readroom_training.data.sections.headers import Headers, Kind
from readroom_training.data.sections.locate import Header, locate
from readroom_training.data.text import clean, has_words, words

_PARAGRAPHS = re.compile(r"\n[ \t]*\n")
# Fewer words between headers are a date or a name, not findings.
MIN_UNLABELLED_WORDS = 4
_CONTENT = (Kind.FINDINGS, Kind.IMPRESSION, Kind.COMBINED, Kind.VIEW)


@dataclass(frozen=True, slots=True)
class Extracted:
    """Clean texts, empty where there is none; `findings_from` is labelled, view or unlabelled."""

    findings: str
    impression: str
    findings_from: str
    addendum: bool

    def missing(self) -> str | None:
        """The code of what is not there, None for a whole report."""
        if not self.findings:
            return "no-findings"
        return None if self.impression else "no-impression"


@dataclass(frozen=True, slots=True)
class _Section:
    kind: Kind
    body: str


def extract_sections(text: str, headers: Headers, unlabelled: bool = True) -> Extracted | str:
    """Both texts, or a key of `rejections.REASONS`. `unlabelled`: whether findings may come without their header."""
    found = find_sections(text, headers, unlabelled)
    return found if isinstance(found, str) else found.missing() or found


def find_sections(text: str, headers: Headers, unlabelled: bool = True) -> Extracted | str:
    """As `extract_sections`, but one of the texts may be missing: another source may have it."""
    if len(text) > MAX_REPORT_CHARS:
        return "too-long"
    if not text.strip():
        return "no-report-text"
    located = locate(text, headers)
    final = _final_part(located)
    if final is None:
        return "only-preliminary"
    sections = _merge(text, final)
    by_kind = {kind: [one.body for one in sections if one.kind is kind and one.body.strip()] for kind in Kind}
    impressions = _distinct(by_kind[Kind.IMPRESSION])
    if by_kind[Kind.COMBINED]:
        return "combined"
    if len(impressions) > 1:
        return "several-impressions"
    findings, origin = _findings(sections, by_kind, unlabelled)
    impression = impressions[0] if impressions else ""
    if not findings and not impression and any(header.kind is Kind.WET_READ for header in located):
        return "only-preliminary"
    if max(len(findings), len(impression)) > MAX_SECTION_CHARS:
        return "too-long"
    addendum = any(header.kind is Kind.ADDENDUM for header in located)
    return Extracted(findings, impression, origin, addendum)


def _final_part(located: list[Header]) -> list[Header] | None:
    """The headers of the final report; None where only a preliminary one is there."""
    # "FINAL REPORT" also stands as a footer: then no section follows, and it begins nothing.
    last = max((i for i, header in enumerate(located) if header.kind in _CONTENT), default=0)
    start = max((i + 1 for i, header in enumerate(located[:last]) if header.kind is Kind.FINAL), default=0)
    final = start > 0
    part = located[start:]
    if not final and any(header.kind is Kind.PRELIMINARY for header in part):
        return None
    kept: list[Header] = []
    content = False
    for header in part:
        if content and header.kind in (Kind.ADDENDUM, Kind.WET_READ, Kind.PRELIMINARY):
            kept.append(Header(Kind.ADDENDUM, header.start, header.body))  # its own sections are not the report's
            break
        content = content or header.kind in (Kind.FINDINGS, Kind.IMPRESSION, Kind.COMBINED)
        kept.append(header)
    return kept


def _merge(text: str, located: list[Header]) -> list[_Section]:
    """Sections with their text. Unknown headers and views inside findings or impression are part of those."""
    sections: list[_Section] = []
    inner = (Kind.UNKNOWN, Kind.VIEW)
    i = 0
    while i < len(located):
        kind, _, body = located[i]
        i += 1
        if kind in (Kind.FINDINGS, Kind.IMPRESSION, Kind.COMBINED, Kind.VIEW, Kind.ADDENDUM):
            while i < len(located) and located[i].kind in inner:
                i += 1
        end = len(text) if i == len(located) else located[i].start
        sections.append(_Section(kind, text[body:end]))
    return sections


def _findings(sections: list[_Section], by_kind: dict[Kind, list[str]], unlabelled: bool) -> tuple[str, str]:
    if labelled := clean("\n".join(_distinct(by_kind[Kind.FINDINGS]))):
        return labelled, "labelled"
    if not unlabelled:
        return "", ""
    if viewed := clean("\n".join(by_kind[Kind.VIEW])):
        return viewed, "view"
    found = clean("\n".join(_unlabelled(sections)))
    return found, "unlabelled" if found else ""


def _unlabelled(sections: list[_Section]) -> list[str]:
    """Paragraphs of the section just before the impression, but for the first, which its header announces.

    A paragraph further up may be a long history: only what stands next to the impression is what it sums up.
    """
    before = list(takewhile(lambda section: section.kind is not Kind.IMPRESSION, sections))
    if not before or before[-1].kind not in (Kind.OTHER, Kind.UNKNOWN):
        return []
    paragraphs = [one for one in _PARAGRAPHS.split(before[-1].body) if one.strip()][1:]
    return [one for one in paragraphs if len(words(one)) >= MIN_UNLABELLED_WORDS]


def _distinct(bodies: list[str]) -> list[str]:
    """Clean texts, each once: some systems print a section twice."""
    texts = [text for body in bodies if has_words(text := clean(body))]
    if len(texts) < 2:
        return texts
    first: dict[tuple[str, ...], str] = {}
    for text in texts:
        first.setdefault(tuple(words(text)), text)
    return list(first.values())
