"""In which order reports are learned from: shuffled, yet with reports of like length together."""

from collections.abc import Sequence

from readroom_training.train.randomness import random_at

# Steps whose reports are sorted by length among themselves: enough for little padding, few enough to stay random.
_WINDOW_STEPS = 12


def epoch_steps(
    lengths: Sequence[int], weights: Sequence[float], per_step: int, seed: int, epoch: int
) -> list[list[int]]:
    """
    The reports of each step of one epoch, as indices. A report of weight 2.5 comes twice, and in half of the epochs a
    third time; every other report once. The last steps may hold fewer than `per_step`.
    @param lengths any measure of length by report; only its order counts
    """
    random = random_at(seed, "order", epoch)
    chosen: list[int] = []
    for index, weight in enumerate(weights):
        whole = int(weight)
        chosen += [index] * (whole + (random.random() < weight - whole))
    random.shuffle(chosen)
    steps: list[list[int]] = []
    window = per_step * _WINDOW_STEPS
    for start in range(0, len(chosen), window):
        # The sort is stable: reports of one length stay shuffled.
        alike = sorted(chosen[start : start + window], key=lengths.__getitem__)
        steps += [alike[at : at + per_step] for at in range(0, len(alike), per_step)]
    random.shuffle(steps)
    return steps


def steps_per_epoch(weights: Sequence[float], per_step: int) -> int:
    """How many steps an epoch has, where weights are whole; else on average, rounded up."""
    return max(1, -(-round(sum(weights)) // per_step))
