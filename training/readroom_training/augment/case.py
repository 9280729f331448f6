"""What an augmentation takes and gives."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from readroom_training.prompt.build import Example


@dataclass(frozen=True, slots=True)
class Case:
    """A training sample as text. `examples` stand before the findings in the prompt, the most similar last."""

    findings: str
    impression: str
    examples: tuple[Example, ...] = ()


# The changed case, or None where the change does not apply or could not be made safely.
Change = Callable[[Case, Random], Case | None]
