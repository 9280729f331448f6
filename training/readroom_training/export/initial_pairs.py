"""An adapter as the beginning of another run."""

from collections.abc import Mapping
from pathlib import Path

from torch import Tensor

from readroom_training.errors import TrainingError
from readroom_training.export.read_adapter import read_adapter


def initial_pairs(
    folder: Path, shapes: Mapping[str, tuple[int, int]], scale: float
) -> dict[str, tuple[Tensor, Tensor]]:
    """
    A and B of every module in `shapes`, at the ranks that the adapter has; where its scale is another than the run's,
    B carries the difference, so that scale · B·A is what it was.
    @param shapes (out, in) by module path
    @raises TrainingError `adapter/mismatch` where the adapter is not of these modules; those of `read_adapter`
    """
    pairs = read_adapter(folder)
    if pairs.keys() != shapes.keys():
        raise TrainingError("adapter/mismatch", "method.init and method.targets do not name the same layers.")
    for name, pair in pairs.items():
        if (len(pair.b), pair.a.shape[1]) != shapes[name]:
            raise TrainingError("adapter/mismatch", f"The adapter's {name} does not fit this base.")
    return {name: (pair.a, pair.b * (pair.scale / scale)) for name, pair in pairs.items()}
