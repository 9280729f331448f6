"""The options of each command. The commands themselves are imported when one runs: torch takes seconds."""

import argparse
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from readroom_training.config.settings import MAX_EXAMPLES

Run = Callable[[argparse.Namespace], int]


def parser() -> argparse.ArgumentParser:
    """Parses to options with `run`, a function of the options that gives the exit status."""
    top = argparse.ArgumentParser(prog="readroom_training", allow_abbrev=False)
    commands = top.add_subparsers(required=True)

    train = _command(commands, "train", "train", "train an adapter")
    train.add_argument("--out", type=Path, help="folder of the run")
    train.add_argument("--resume", action="store_true", help="go on from the last checkpoint")
    train.add_argument("--dry-run", action="store_true", help="only say what would be trained")

    data = commands.add_parser("data", help="look at the data of a recipe").add_subparsers(required=True)
    stats = _command(data, "stats", "stats", "counts, duplicates, leakage, lengths")
    stats.add_argument("--json", action="store_true", help="as JSON")

    predict = _command(commands, "predict", "predict", "impressions of a split as JSONL")
    predict.add_argument("--adapter", required=True, help="a PEFT folder, or none")
    predict.add_argument("--split", default="validation", choices=("train", "validation", "test"))
    predict.add_argument("--quantization", default="none", choices=("none", "q8f16_1", "q4f16_1"))
    predict.add_argument("--examples", type=int, default=0, choices=range(MAX_EXAMPLES + 1), metavar="N")
    predict.add_argument("--out", type=Path, required=True, help="the JSONL file")

    _command(commands, "needs", "needs", "what has to be there before this recipe runs, as JSON")
    return top


def _command(commands: "argparse._SubParsersAction", name: str, module: str, text: str) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=text, allow_abbrev=False)
    command.add_argument("--config", type=Path, required=True, help="the recipe")
    command.add_argument("--data", type=Path, help="folder of the recipe's sources, instead of its data.root")
    command.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="change a key of the recipe")
    command.set_defaults(run=_later(f"readroom_training.cli.{module}"))
    return command


def _later(module: str) -> Run:
    def run(options: argparse.Namespace) -> int:
        status = import_module(module).run(options)
        assert isinstance(status, int)
        return status

    return run
