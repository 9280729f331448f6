"""The run folder's record: run.json (what, with what, how it ended), progress.jsonl, loss.svg, scores.svg.

Numbers, names and hashes only: no text of a report ever reaches it.
"""

import json
import math
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from readroom_training.config.settings import Recipe
from readroom_training.record.charts import draw_charts
from readroom_training.record.progress_file import ProgressFile
from readroom_training.record.recipe_facts import data_facts, recipe_facts
from readroom_training.record.surroundings import machine, revision, versions

SCHEMA_VERSION = 1


class Recorder:
    """Writes the record of one run; of several processes only the main one has a Recorder."""

    def __init__(self, folder: Path, recipe: Recipe, clock: Callable[[], float] = time.time) -> None:
        self._folder = folder
        self._recipe = recipe
        self._clock = clock
        self._progress = ProgressFile(folder / "progress.jsonl")
        self._facts: dict[str, object] = {}
        self._early: list[str] = []
        self._tokens = 0
        self._seconds = 0.0

    def begin(self, resumed_from: int | None = None) -> None:
        """Notes recipe, data, versions and machine; after a resume, forgets what came after that step.

        @raises OSError when a data source cannot be read or the folder not be written
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        self._progress.rewind(-1 if resumed_from is None else resumed_from)
        for line in self._progress.read():
            self._count(line)
        earlier = self._read() if resumed_from is not None else {}
        sessions = earlier.get("sessions", [])
        messages = earlier.get("messages", [])
        assert isinstance(sessions, list) and isinstance(messages, list)
        self._facts = {
            "schemaVersion": SCHEMA_VERSION,
            "recipe": recipe_facts(self._recipe),
            "data": data_facts(self._recipe),
            "sessions": [*sessions, {"from": resumed_from or 0, "began": self._now(), **_surroundings()}],
            "notes": earlier.get("notes", {}),
            "messages": [*messages, *self._early],
            "outcome": {"status": "running"},
        }
        self._write()

    def step(self, *, step: int, epoch: float, loss: float, lr: float, tokens: int, seconds: float) -> None:
        """One optimiser step: mean loss per label, learning rate, tokens that went through, seconds it took."""
        line = {"kind": "step", "step": step, "epoch": epoch, "loss": _finite(loss), "lr": lr}
        self._append({**line, "tokens": tokens, "seconds": round(seconds, 4)})

    def evaluation(self, *, step: int, epoch: float, scores: Mapping[str, float], seconds: float) -> None:
        """Scores of the validation reports after a step."""
        values = {name: _finite(value) for name, value in scores.items()}
        self._append({"kind": "evaluation", "step": step, "epoch": epoch, "scores": values, "evaluated": seconds})

    def note(self, name: str, value: object) -> None:
        """A fact of the run as JSON: counts of reports, of trained weights, why a report was left out."""
        notes = self._facts["notes"]
        assert isinstance(notes, dict)
        notes[name] = value
        self._write()

    def message(self, text: str) -> None:
        """A sentence of the loop (an early stop, what was left out and why), also before the first step."""
        if not self._facts:
            self._early.append(text)
            return
        messages = self._facts["messages"]
        assert isinstance(messages, list)
        messages.append(text)
        self._write()

    def finish(self, status: str, **facts: object) -> None:
        """How the run ended (`finished`, `stopped early`, `interrupted`, `failed`), and the charts.

        A run that never began has no record.
        """
        if not self._facts:
            return
        speed = self._tokens / self._seconds if self._seconds > 0 else None
        self._facts["outcome"] = {
            "status": status,
            "ended": self._now(),
            "trainingSeconds": round(self._seconds, 1),
            "tokens": self._tokens,
            "tokensPerSecond": None if speed is None else round(speed, 1),
            **facts,
        }
        self._write()
        draw_charts(list(self._progress.read()), self._folder)

    def _append(self, line: Mapping[str, object]) -> None:
        self._progress.append(line)
        self._count(line)

    def _count(self, line: Mapping[str, object]) -> None:
        tokens, seconds = line.get("tokens", 0), line.get("seconds", 0.0)
        if isinstance(tokens, int) and isinstance(seconds, int | float):
            self._tokens += tokens
            self._seconds += seconds

    def _now(self) -> str:
        return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(self._clock()))

    def _read(self) -> dict[str, object]:
        try:
            values = json.loads((self._folder / "run.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return values if isinstance(values, dict) else {}

    def _write(self) -> None:
        path = self._folder / "run.json"
        temporary = path.with_suffix(".tmp")
        temporary.write_text(json.dumps(self._facts, indent=2, allow_nan=False) + "\n", encoding="utf-8")
        temporary.replace(path)


def _surroundings() -> dict[str, object]:
    return {"revision": revision(), "versions": versions(), "machine": machine()}


def _finite(value: float) -> float | None:
    """JSON has no NaN; a loss that is none shows as a gap."""
    return value if math.isfinite(value) else None
