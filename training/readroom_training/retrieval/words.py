"""The words that retrieval compares."""

import re

_WORD = re.compile("[a-z0-9]+")


def search_words(text: str) -> list[str]:
    """Runs of a-z and 0-9 of the lower-cased text, in order, repeats included, as search-words.ts gives them."""
    return _WORD.findall(text.lower())
