"""What happened during a run, one JSON object a line: survives a kill, and goes on after a resume."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

Line = Mapping[str, object]


class ProgressFile:
    """`progress.jsonl` of a run folder; each line has a `kind` and the `step` after which it was written."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def append(self, line: Line) -> None:
        """Adds a line; it is with the system when this returns, so a killed process has lost none."""
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, allow_nan=False) + "\n")

    def read(self) -> Iterator[Line]:
        """All whole lines; the last one of a killed process may be torn and is left out."""
        if not self._path.exists():
            return
        with self._path.open(encoding="utf-8") as file:
            for text in file:
                if text.endswith("\n"):
                    yield json.loads(text)

    def rewind(self, step: int) -> None:
        """Drops what came after `step`: a resumed run does those steps again."""
        kept = [line for line in self.read() if _step(line) <= step]
        temporary = self._path.with_suffix(".tmp")
        temporary.write_text("".join(json.dumps(line) + "\n" for line in kept), encoding="utf-8")
        temporary.replace(self._path)


def _step(line: Line) -> int:
    step = line["step"]
    return step if isinstance(step, int) else 0
