"""`data stats`: what the readers make of the sources, with the tokenizer of the base when that is at hand."""

import argparse
import json
from collections.abc import Callable
from pathlib import Path

from readroom_training.cli.options import recipe_of
from readroom_training.data.stats import collect_stats


def run(options: argparse.Namespace) -> int:
    """Prints a table, or JSON with --json."""
    recipe = recipe_of(options)
    stats = collect_stats(recipe.data, token_counter(recipe.model.base))
    print(json.dumps(stats.as_json(), indent=2) if options.json else stats.as_table())
    return 0


def token_counter(base: str | None) -> Callable[[str], int] | None:
    """Counts tokens of report text as the base's tokenizer does; None without a base."""
    if base is None:
        return None
    from readroom_training.model.tokenizer import load_tokenizer

    tokenizer = load_tokenizer(Path(base))
    tokenizer.encode_special_tokens = True
    return lambda text: len(tokenizer.encode(text, add_special_tokens=False).ids)
