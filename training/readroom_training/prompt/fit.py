"""As many examples as find room: src/domain/prompt/fit-examples.ts leaves out the same ones."""

from collections.abc import Sequence

from tokenizers import Tokenizer

from readroom_training.prompt.build import Example, build_parts
from readroom_training.prompt.encode import encode_parts
from readroom_training.prompt.template import ChatTemplate


def fit_examples(
    tokenizer: Tokenizer, template: ChatTemplate, findings: str, examples: Sequence[Example], room: int
) -> tuple[list[int], list[Example]]:
    """The prompt's ids and the examples that found room in `room` tokens.

    The least similar, which stand first, are left out one by one. A prompt without examples is returned whatever its
    length.
    """
    kept = list(examples)
    while True:
        ids = encode_parts(tokenizer, build_parts(template, findings, kept))
        if len(ids) <= room or not kept:
            return ids, kept
        kept = kept[1:]
