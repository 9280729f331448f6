"""Token ids of a prompt, id for id those of src/pipeline/tokenizer/token-codec.ts."""

import re
from collections.abc import Iterator, Sequence

from tokenizers import Tokenizer

from readroom_training.prompt.build import Part


def encode_parts(tokenizer: Tokenizer, parts: Sequence[Part]) -> list[int]:
    """The ids of the whole string: text on both sides of a border between parts is joined before it is encoded.

    Special tokens are recognised in template parts only; in plain text they become the ordinary characters they are
    made of. The tokenizer's `encode_special_tokens` is set while this runs: one thread per tokenizer.
    """
    special = _special_tokens(tokenizer)
    before = tokenizer.encode_special_tokens
    tokenizer.encode_special_tokens = True
    try:
        ids: list[int] = []
        text = ""
        for piece, id_ in _pieces(parts, special):
            if id_ is None:
                text += piece
            else:
                ids += _encode(tokenizer, text)
                ids.append(id_)
                text = ""
        return ids + _encode(tokenizer, text)
    finally:
        tokenizer.encode_special_tokens = before


def special_token_ids(tokenizer: Tokenizer, texts: Sequence[str]) -> list[int]:
    """Ids of the special tokens with these texts, such as a template's stop texts; others are left out, as there."""
    special = _special_tokens(tokenizer)
    return [special[text] for text in texts if text in special]


def _special_tokens(tokenizer: Tokenizer) -> dict[str, int]:
    return {token.content: id_ for id_, token in tokenizer.get_added_tokens_decoder().items() if token.special}


def _pieces(parts: Sequence[Part], special: dict[str, int]) -> Iterator[tuple[str, int | None]]:
    """Template text cut around special tokens, each with its id, and everything else as it is."""
    # Where several could start, the longest wins, as in the reference.
    cut = re.compile("|".join(re.escape(token) for token in sorted(special, key=len, reverse=True)) or "(?!)")
    for part in parts:
        if part.kind == "plain":
            yield part.text, None
            continue
        end = 0
        for match in cut.finditer(part.text):
            yield part.text[end : match.start()], None
            yield match.group(), special[match.group()]
            end = match.end()
        yield part.text[end:], None


def _encode(tokenizer: Tokenizer, text: str) -> list[int]:
    if text == "":
        return []
    # Half of a surrogate pair, which JSON can carry, becomes U+FFFD as it does in a browser.
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return tokenizer.encode(whole, add_special_tokens=False).ids
