"""Which split a report belongs to: as declared, or drawn by a hash, so that no list of reports must be kept."""

import hashlib
from collections.abc import Mapping

from readroom_training.config.data_settings import DrawnSplit
from readroom_training.data.records import SPLITS, Report, Split
from readroom_training.data.text import words
from readroom_training.errors import TrainingError

_NAMES: dict[str, Split] = {
    **{name: "train" for name in ("train", "training")},
    **{name: "validation" for name in ("validation", "validate", "valid", "val", "dev", "development")},
    **{name: "test" for name in ("test", "testing")},
}
_TWO_TO_64 = 1 << 64


def known_split(name: str, others: Mapping[str, Split] | None = None) -> Split | None:
    """The split that a name in an export stands for, `others` first; None for a name that is not known."""
    key = name.strip().casefold()
    return (others or {}).get(key) or _NAMES.get(key)


def split_names(names: Mapping[str, object], where: str) -> dict[str, Split]:
    """The recipe's names of splits, checked.

    @raises TrainingError `config/out-of-range`
    """
    checked: dict[str, Split] = {}
    for name, meaning in names.items():
        if meaning not in SPLITS:
            raise TrainingError("config/out-of-range", f"{where}.{name[:80]} must be one of {', '.join(SPLITS)}.")
        checked[name.strip().casefold()] = meaning
    return checked


def draw_split(report: Report, drawn: DrawnSplit) -> Split | None:
    """The report's split; None when it is drawn by patient and none is known.

    The share of validation, then of test, then of training is laid out over the range of a keyed hash. `patient` keeps
    a patient's reports together; `report` keeps reports with equal findings together.
    """
    key = report.patient if drawn.by == "patient" else "\n".join(words(report.findings))
    if key is None:
        return None
    seed = drawn.seed.to_bytes(8, "little")
    place = int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8, key=seed).digest(), "little") / _TWO_TO_64
    if place < drawn.validation:
        return "validation"
    return "test" if place < drawn.validation + drawn.test else "train"
