"""`needs`: for scripts/train.ts, which fetches the pinned base of a model config."""

import argparse
import json

from readroom_training.cli.options import recipe_of


def run(options: argparse.Namespace) -> int:
    """Prints the model config's path and the base that the recipe names itself, or null."""
    recipe = recipe_of(options)
    print(json.dumps({"modelConfig": recipe.model.config, "base": recipe.model.base}))
    return 0
