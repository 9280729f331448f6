"""The learning rate over a run."""

import math

from readroom_training.config.settings import Schedule


def rate_factor(schedule: Schedule, step: int, steps: int) -> float:
    """
    What the peak rate is multiplied with at `step`, 0 for the first of `steps`: rising in equal steps during warm-up,
    then falling towards `floor`, which the step after the last would have (constant: not falling).
    """
    warmup = round(schedule.warmup * steps)
    if step < warmup:
        return (step + 1) / (warmup + 1)
    if schedule.kind == "constant":
        return 1.0
    progress = (step - warmup) / max(1, steps - warmup)
    fall = 1 - progress if schedule.kind == "linear" else (1 + math.cos(math.pi * progress)) / 2
    return schedule.floor + (1 - schedule.floor) * fall
