"""The record of a run of one part or several: each part's folder gets a record of its own."""

from pathlib import Path

from readroom_training.config.settings import Recipe
from readroom_training.record.listen import recording
from readroom_training.record.recorder import Recorder
from readroom_training.train.events import Event, Message, Stage


class RunRecord:
    """Hears every event of a run; `folder` is where a run of one part is written."""

    def __init__(self, folder: Path, recipe: Recipe) -> None:
        self._recipe = recipe
        self._recorder = Recorder(folder, recipe)
        # What was told before the first part began belongs to all of them.
        self._early: list[Message] = []
        self._begun = False

    def listen(self, event: Event) -> None:
        """Writes one event down."""
        if isinstance(event, Stage):
            self._begun = True
            self._recorder.finish("finished")
            self._recorder = Recorder(event.folder, self._recipe)
            for message in self._early:
                self._recorder.message(message.text)
            return
        if isinstance(event, Message) and not self._begun:
            self._early.append(event)
        recording(self._recorder)(event)

    def finish(self, status: str) -> None:
        """How the run ended, in the record of its last part."""
        self._recorder.finish(status)
