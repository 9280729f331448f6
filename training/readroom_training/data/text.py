"""Text of a report as training sees it, and the forms in which texts are compared."""

import re
import unicodedata

from readroom_training.data.limits import MAX_META_CHARS

# C0, C1 and format characters without a glyph (zero-width space, BOM); tab and line ends are white space below.
_INVISIBLE = re.compile(r"[\x00-\x08\x0e-\x1b\x7f\x80-\x84\x86-\x9f\u200b\u2060\ufeff]")
# Rules that a typist drew between parts of a report.
_RULE = re.compile(r"^[ \t]*(?:_{5,}|-{3,}|={3,}|\*{3,})[ \t]*$", re.MULTILINE)
_WORD = re.compile(r"[^\W_]+")
_SURROGATE = re.compile("[\ud800-\udfff]")


def clean(text: str) -> str:
    """One line: drawn rules and invisible characters gone, each run of white space one blank.

    Exports wrap lines at a fixed width, so a line end says nothing about the report.
    """
    return " ".join(_INVISIBLE.sub(" ", _RULE.sub(" ", text)).split())


def meta_value(text: str) -> str:
    """A short value for `Report.meta`: clean and cut at MAX_META_CHARS."""
    return clean(text)[:MAX_META_CHARS]


def words(text: str) -> list[str]:
    """Words of any script, case folded, without punctuation: equal for texts that read alike."""
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def has_words(text: str) -> bool:
    """Whether a text says anything: a dash or a point in an otherwise empty section does not."""
    return _WORD.search(text) is not None


def is_text(text: str) -> bool:
    """False where undecodable bytes or half a character remain (lone surrogates): no tokenizer takes those."""
    return _SURROGATE.search(text) is None
