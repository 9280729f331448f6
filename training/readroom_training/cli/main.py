"""The command line: which command, and every expected failure as one sentence."""

import errno
import os
import signal
import sys
from collections.abc import Sequence

from readroom_training.cli.arguments import parser
from readroom_training.errors import TrainingError

# Exit statuses: a refusal, and what a shell gives a program that Ctrl-C ended.
REFUSED = 2
INTERRUPTED = 130
# EDQUOT: a quota that is used up; not every system has it.
_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; 0 when all is well, 2 on a refusal, 130 when interrupted."""
    options = parser().parse_args(arguments)
    # Bases and tokenizers are files that are here; nothing of a training run asks the network.
    os.environ["HF_HUB_OFFLINE"] = "1"
    # Ended by its parent, it stops as after Ctrl-C: the last checkpoint is whole, and the record says so.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        return options.run(options)
    except KeyboardInterrupt:
        print("Stopped; --resume goes on from the last checkpoint.", file=sys.stderr)
        return INTERRUPTED
    except TrainingError as error:
        print(f"{error.code}: {error.sentence}", file=sys.stderr)
    except OSError as error:
        print(_machine_refusal(error), file=sys.stderr)
    return REFUSED


def _machine_refusal(error: OSError) -> str:
    """What the machine would not do, as a sentence."""
    if error.errno in _FULL:
        return "machine/disk-full: The disk is full, or its quota is."
    where = "" if error.filename is None else f": {error.filename}"
    return f"machine/refused: {error.strerror or error}{where}."
