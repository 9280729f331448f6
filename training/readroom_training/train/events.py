"""What the loop tells while it runs: to the terminal, to the run record. Numbers and paths only, no report text."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Stage:
    """Before the first event of a part of a run with a folder of its own; what follows is about that part."""

    name: str
    folder: Path


@dataclass(frozen=True, slots=True)
class Started:
    """Once, before the first step."""

    steps: int  # of the whole run
    done: int  # steps taken before, when the run goes on from a checkpoint
    reports: int  # of the training split
    trainable: int  # parameters


@dataclass(frozen=True, slots=True)
class Step:
    """After each optimiser step, on every process; the same on all but for `seconds`."""

    step: int  # 1 for the first
    steps: int
    epoch: float  # passes over the reports so far
    loss: float  # mean over the step's labels
    rate: float  # the learning rate that the step was taken with
    gradient_norm: float  # before clipping
    tokens: int  # of the step, over all processes, padding not counted
    seconds: float  # of the step
    seconds_left: float  # of training, at the mean rate of this session; evaluations not counted


@dataclass(frozen=True, slots=True)
class Evaluated:
    """After each evaluation on the validation reports."""

    step: int
    epoch: float
    loss: float  # mean over all labels of the validation reports
    scores: Mapping[str, float]  # ROUGE from 0 to 1 of what was generated; empty where nothing was
    best: bool  # the best so far by the recipe's metric
    seconds: float


@dataclass(frozen=True, slots=True)
class Saved:
    """After a folder was written and named."""

    what: str  # checkpoint, best, final
    step: int
    folder: Path


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence for the terminal and the record."""

    text: str


Event = Stage | Started | Step | Evaluated | Saved | Message
Listener = Callable[[Event], None]
