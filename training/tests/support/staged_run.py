"""A whole run of several parts, with its events; ended where a test asks for it."""

from pathlib import Path

from accelerate import Accelerator

from readroom_training.config.settings import Recipe
from readroom_training.train.events import Event, Saved, Stage
from readroom_training.train.run import run_training


class Stop(Exception):
    """Ends a run from its listener, as if the process had died there."""


def run_stages(recipe: Recipe, out: Path, resume: bool = False, stop: tuple[str, int] | None = None) -> list[Event]:
    """
    @param stop the part's name and the step after whose checkpoint the run ends
    @raises Stop there
    """
    events: list[Event] = []

    def listen(event: Event) -> None:
        events.append(event)
        name = next((one.name for one in reversed(events) if isinstance(one, Stage)), "")
        if stop and isinstance(event, Saved) and event.what == "checkpoint" and (name, event.step) == stop:
            raise Stop

    run_training(recipe, out, resume, listen, Accelerator(cpu=True))
    return events
