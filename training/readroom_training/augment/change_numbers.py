"""Other measurements, levels, ribs and counts, the same in findings and impression: to be copied, not remembered."""

from dataclasses import replace
from random import Random

from readroom_training.augment.case import Case
from readroom_training.honesty.change_number import changed_value, replace_number
from readroom_training.honesty.numbers import find_numbers

# How often, at most, a value moves on to the next plausible one: that is how far it may go from what was written.
_MOST_MOVES = 4


def change_numbers(case: Case, random: Random) -> Case | None:
    """
    None without a number in the findings. Also None when the impression holds one that the findings do not: it may be
    a sum or a difference of theirs.
    """
    numbers = find_numbers(case.findings)
    written = {(number.kind, number.value) for number in numbers}
    if not numbers or any((one.kind, one.value) not in written for one in find_numbers(case.impression)):
        return None
    findings, impression = case.findings, case.impression
    taken: dict[str, set[int]] = {}
    for kind, value in written:
        taken.setdefault(kind, set()).add(value)
    for old in dict.fromkeys((number.kind, number.value) for number in numbers):
        current = next(one for one in numbers if (one.kind, one.value) == old)
        value: int | None = current.value
        for _ in range(random.randint(1, _MOST_MOVES)):
            moved = changed_value(replace(current, value=value), taken[current.kind])
            if moved is None:
                break
            value = moved
            taken[current.kind].add(moved)
        if value != current.value:
            findings = replace_number(findings, find_numbers(findings), current, value)
            impression = replace_number(impression, find_numbers(impression), current, value)
    return None if findings == case.findings else replace(case, findings=findings, impression=impression)
