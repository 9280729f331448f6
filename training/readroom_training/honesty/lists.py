"""The word lists that TypeScript and Python share: one copy, in the app's source."""

import json
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[3] / "src" / "domain" / "honesty"


@cache
def read_list(name: str) -> Any:
    """The parsed JSON of src/domain/honesty/`name`."""
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))
