"""Numbers that stand for texts: equal for texts that read alike, 64 bits so that millions fit into memory.

Among ten million texts two different ones share a number with a probability of 3e-6 (birthday bound n²/2⁶⁵).
"""

from hashlib import blake2b

from readroom_training.data.records import Report
from readroom_training.data.text import words


def text_key(text: str) -> int:
    """Of the text's words, so that case, punctuation and white space do not count."""
    return _key(" ".join(words(text)))


def pair_key(report: Report) -> int:
    """Of findings and impression."""
    return _key(" ".join(words(report.findings)) + "\n" + " ".join(words(report.impression)))


def id_key(identity: str) -> int:
    """Of an identifier, exactly as written."""
    return _key(identity)


def _key(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")
