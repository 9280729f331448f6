"""The loop's events as lines on a terminal."""

import time
from collections.abc import Callable

from readroom_training.train.events import Evaluated, Event, Listener, Message, Saved, Stage, Started, Step

# A line every few seconds tells enough; the record has every step.
_SECONDS_BETWEEN = 5.0


def progress_lines(write: Callable[[str], None], clock: Callable[[], float] = time.monotonic) -> Listener:
    """A listener that writes lines; steps at most every five seconds, the last one always."""
    written = -_SECONDS_BETWEEN

    def listen(event: Event) -> None:
        nonlocal written
        if isinstance(event, Step):
            if event.step < event.steps and clock() - written < _SECONDS_BETWEEN:
                return
            written = clock()
        write(line_of(event))

    return listen


def line_of(event: Event) -> str:
    """One event as a line: numbers and paths, as events hold nothing else."""
    match event:
        case Stage():
            return f"{event.name}: {event.folder}"
        case Started():
            began = f"going on after step {event.done} of {event.steps}" if event.done else f"{event.steps} steps"
            return f"{began}, {event.reports:,} reports, {event.trainable:,} weights to train"
        case Step():
            speed = event.tokens / event.seconds if event.seconds > 0 else 0.0
            return (
                f"step {event.step}/{event.steps}  epoch {event.epoch:.2f}  loss {event.loss:.4f}  "
                f"rate {event.rate:.2e}  {speed:.0f} tokens/s  {_duration(event.seconds_left)} left"
            )
        case Evaluated():
            scores = "  ".join(f"{name} {100 * value:.1f}" for name, value in event.scores.items())
            best = "  (best so far)" if event.best else ""
            return f"step {event.step}  validation loss {event.loss:.4f}  {scores}{best}  in {event.seconds:.0f} s"
        case Saved():
            return f"{event.what} written: {event.folder}"
        case Message():
            return event.text


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}"
