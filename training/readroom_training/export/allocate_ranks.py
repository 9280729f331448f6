"""Ranks of a truncated difference under a bound on the adapter's size: more where a matrix has changed more."""

import heapq
from collections.abc import Mapping
from dataclasses import dataclass

from torch import Tensor

from readroom_training.errors import TrainingError

# A value of A or B in float16.
_VALUE_BYTES = 2
# Names, shapes and offsets of a module's two tensors, and its lines in rank_pattern and alpha_pattern: about 500.
_MODULE_BYTES = 1_024
# The rest of adapter_config.json and of the tensor file's head.
_FOLDER_BYTES = 8_192


@dataclass(frozen=True, slots=True)
class Spectrum:
    """Of one module's difference [out, in]: its singular values, the largest first, and out + in."""

    values: Tensor
    width: int


def allocate_ranks(spectra: Mapping[str, Spectrum], most_bytes: int) -> dict[str, int]:
    """
    A rank of at least one for every module, so that the adapter folder has at most `most_bytes`. A singular value s of
    a module saves s² of the sum of squared errors and costs out + in values (Eckart and Young 1936): those that save
    most for their cost come first, which is the best choice but for what the last few bytes could hold.
    @raises TrainingError `export/too-small` where not even rank one fits
    """
    left = most_bytes - _FOLDER_BYTES - sum(_MODULE_BYTES + _cost(one) for one in spectra.values())
    if left < 0:
        raise TrainingError("export/too-small", f"An adapter of these layers does not fit {most_bytes:,} bytes.")
    ranks = dict.fromkeys(sorted(spectra), 1)
    waiting = [entry for name in ranks if (entry := _entry(name, spectra[name], 1)) is not None]
    heapq.heapify(waiting)
    while waiting:
        _, name = heapq.heappop(waiting)
        spectrum = spectra[name]
        if _cost(spectrum) > left:
            continue
        left -= _cost(spectrum)
        ranks[name] += 1
        entry = _entry(name, spectrum, ranks[name])
        if entry is not None:
            heapq.heappush(waiting, entry)
    return ranks


def _entry(name: str, spectrum: Spectrum, rank: int) -> tuple[float, str] | None:
    """What the next rank of a module saves for its cost, the largest first in a heap; None where it saves nothing."""
    saved = float(spectrum.values[rank]) ** 2 if rank < len(spectrum.values) else 0.0
    return (-saved / spectrum.width, name) if saved > 0 else None


def _cost(spectrum: Spectrum) -> int:
    return _VALUE_BYTES * spectrum.width
