"""Progress for a person or a parent process: one line per step, with the seconds since the start."""

import sys
import time
from collections.abc import Callable


def progress_to_stderr() -> Callable[[str], None]:
    """`report(step)`; standard output stays free for the result."""
    start = time.monotonic()

    def report(step: str) -> None:
        print(f"{time.monotonic() - start:6.1f} s  {step}", file=sys.stderr, flush=True)

    return report
