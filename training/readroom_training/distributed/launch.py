"""Starts the processes of a plan; each runs this program again and finds its place in the environment."""

import os
import subprocess
import sys
from collections.abc import Sequence

from readroom_training.distributed.plan import Plan
from readroom_training.errors import TrainingError


def is_worker() -> bool:
    """Whether this process is one of several that a launcher has started."""
    return "RANK" in os.environ


def is_main() -> bool:
    """Whether this process writes and prints: the only one, or the first of several."""
    return os.environ.get("RANK", "0") == "0"


def launch(plan: Plan, arguments: Sequence[str]) -> int:
    """Runs `python -m readroom_training <arguments>` in every process of this machine; the launcher's exit status.

    @raises TrainingError `distributed/machines` where several machines would have to be started
    """
    if plan.machines > 1:
        raise TrainingError(
            "distributed/machines",
            "A run over several machines is started on each with accelerate launch, as training/README.md says.",
        )
    command = [sys.executable, "-m", *_launcher(plan), "-m", "readroom_training", *arguments]
    environment = {**os.environ, "OMP_NUM_THREADS": os.environ.get("OMP_NUM_THREADS", "1")}
    if plan.on_processors:
        environment["ACCELERATE_USE_CPU"] = "true"
    with subprocess.Popen(command, env=environment) as child:
        try:
            return child.wait()
        except KeyboardInterrupt:
            # The launcher ends its processes, which write what they have to.
            child.terminate()
            child.wait()
            raise


def _launcher(plan: Plan) -> list[str]:
    """accelerate's launcher; for processors torch's own, since accelerate leaves those to MPI."""
    if plan.kind == "processes on processors":
        return ["torch.distributed.run", "--standalone", f"--nproc-per-node={plan.processes}"]
    return ["accelerate.commands.launch", "--config_file", str(plan.file)]
