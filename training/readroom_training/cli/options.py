"""The recipe that a command's options name."""

import argparse
from pathlib import Path

from readroom_training.config.model_config import ModelConfig, read_model_config
from readroom_training.config.read_recipe import read_recipe
from readroom_training.config.settings import Recipe


def recipe_of(options: argparse.Namespace) -> Recipe:
    """@raises TrainingError `config/…`"""
    return read_recipe(options.config, options.set, options.data)


def model_config_of(recipe: Recipe) -> ModelConfig:
    """@raises TrainingError `model/config-…`"""
    return read_model_config(Path(recipe.model.config))


def run_folder(recipe: Recipe, out: Path | None) -> Path:
    """Where a run writes: the command line's word, the recipe's, or runs/<name>."""
    return out or Path(recipe.out or Path("runs") / recipe.name)
