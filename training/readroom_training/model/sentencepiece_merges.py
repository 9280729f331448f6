"""Merges out of the scores of a SentencePiece vocabulary; as src/pipeline/tokenizer/sentencepiece-merges.ts."""

from collections.abc import Mapping

from readroom_training.errors import TrainingError

# Llama 2's longest token has 16 characters, runs of blanks in others 31.
MAX_PIECE_CHARACTERS = 128
# Llama 2 has 61,249; more than tokenizer.json may hold is refused before it is made.
MAX_MERGES = 1_000_000


def merges_of_scores(scores: Mapping[str, float], file: str) -> list[str]:
    """
    The merges that do what SentencePiece does with scores: it joins the two neighbours whose union scores highest. So
    every way to make a piece of two others is a merge, ranked by the score of what it makes; of several ways to one
    piece that with the longest left part goes first, as in Hugging Face's converter.
    @raises TrainingError `model/over-limit`
    """
    ranked: list[tuple[float, str, str]] = []
    for piece, score in scores.items():
        if len(piece) > MAX_PIECE_CHARACTERS:
            raise TrainingError(
                "model/over-limit", f"{file}: a token of {len(piece)} characters, at most {MAX_PIECE_CHARACTERS}."
            )
        for cut in range(len(piece) - 1, 0, -1):
            left, right = piece[:cut], piece[cut:]
            if left in scores and right in scores:
                ranked.append((score, left, right))
        if len(ranked) > MAX_MERGES:
            raise TrainingError("model/over-limit", f"{file}: more than {MAX_MERGES} merges.")
    # The sort is stable: ways to one piece stay in the order in which they were found.
    ranked.sort(key=lambda entry: -entry[0])
    return [f"{left} {right}" for _, left, right in ranked]
