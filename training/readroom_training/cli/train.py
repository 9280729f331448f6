"""`train`: launches the processes of a recipe, or trains in this one."""

import argparse
import sys
from collections.abc import Sequence

from readroom_training.cli.dry_run import describe_run
from readroom_training.cli.options import model_config_of, recipe_of, run_folder
from readroom_training.distributed.launch import is_main, is_worker, launch
from readroom_training.distributed.plan import plan_of


def run(options: argparse.Namespace) -> int:
    """0 when the adapter is written."""
    recipe = recipe_of(options)
    model = model_config_of(recipe)
    plan = plan_of(recipe)
    folder = run_folder(recipe, options.out)
    if is_main() and not is_worker():
        print("\n".join(describe_run(recipe, model, plan, folder)), flush=True)
    if options.dry_run:
        return 0
    if plan.file is not None and not is_worker():
        return launch(plan, _again(options))
    from readroom_training.cli.session import train_here

    return train_here(recipe, folder, resume=options.resume)


def _again(options: argparse.Namespace) -> Sequence[str]:
    """The command line of this process, for the others."""
    del options
    return sys.argv[1:]
