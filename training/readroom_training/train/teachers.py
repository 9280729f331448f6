"""What teachers find likely in the samples that they never learned from."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from accelerate import Accelerator
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from readroom_training.config.settings import Recipe
from readroom_training.errors import TrainingError
from readroom_training.fast.packing import NO_LABEL
from readroom_training.train.batches import cut_samples, pad_samples
from readroom_training.train.model_port import TrainingModel
from readroom_training.train.samples import ReportSamples, Sample

_STAMP = "of"


@dataclass(frozen=True, slots=True)
class Teacher:
    """`asked` are the reports it may be asked about, by index: those of its fold, which it has not seen."""

    load: Callable[[], TrainingModel]
    asked: frozenset[int]


class Answers:
    """
    Teachers' likeliest words for every sample of an epoch, computed when the epoch is first asked for and kept in
    `folder`, a file an epoch; a file that bears another stamp, or is damaged, is made anew.
    """

    def __init__(
        self,
        samples: ReportSamples,
        teachers: Sequence[Teacher],
        recipe: Recipe,
        folder: Path,
        stamp: str,
        accelerator: Accelerator,
    ) -> None:
        self._samples, self.teachers, self._recipe = samples, teachers, recipe
        self._folder, self._stamp, self._accelerator = folder, stamp, accelerator
        self._epoch = -1
        self._of: Mapping[tuple[int, int], tuple[Tensor, Tensor]] = {}

    def samples(self, epoch: int, index: int) -> list[Sample]:
        """As ReportSamples gives them, with what the report's teacher answered."""
        if epoch != self._epoch:
            self._of, self._epoch = self._open(epoch), epoch
        found = self._samples.samples(epoch, index)
        return [replace(sample, soft=self._of[index, place]) for place, sample in enumerate(found)]

    def _open(self, epoch: int) -> Mapping[tuple[int, int], tuple[Tensor, Tensor]]:
        path = self._folder / f"answers-{epoch}.safetensors"
        # The first process asks; the others read.
        if self._accelerator.is_main_process and self._read(path) is None:
            self._write(path, dict(self._ask(epoch)))
        self._accelerator.wait_for_everyone()
        found = self._read(path)
        if found is None:
            raise TrainingError("train/bad-answers", f"{path.name} cannot be read back; is the disk full?")
        return found

    def _ask(self, epoch: int) -> Iterator[tuple[tuple[int, int], tuple[Tensor, Tensor]]]:
        for teacher in self.teachers:
            model = teacher.load()
            model.module.eval()
            samples = {
                (index, place): sample
                for index in sorted(teacher.asked)
                for place, sample in enumerate(self._samples.samples(epoch, index))
            }
            # Those of like length together, as many as fit one pass.
            order = sorted(samples, key=lambda key: -len(samples[key].ids))
            for part in cut_samples([samples[key] for key in order], self._recipe.batch.max_tokens):
                keys, order = order[: len(part)], order[len(part) :]
                yield from zip(keys, self._answers(model, part), strict=True)

    def _answers(self, model: TrainingModel, samples: Sequence[Sample]) -> list[tuple[Tensor, Tensor]]:
        micro, device, settings = pad_samples(samples), self._accelerator.device, self._recipe.distil
        words, shares = model.top_words(
            micro.ids.to(device), micro.labels.to(device), settings.top, settings.temperature
        )  # fmt: skip
        counts = [sum(label != NO_LABEL for label in sample.labels) for sample in samples]
        return list(zip(words.split(counts), shares.split(counts), strict=True))

    def _write(self, path: Path, answers: Mapping[tuple[int, int], tuple[Tensor, Tensor]]) -> None:
        tensors = {
            f"{index}.{place}.{name}": tensor.cpu().clone()
            for (index, place), (words, shares) in answers.items()
            for name, tensor in (("words", words.int()), ("shares", shares.float()))
        }
        temporary = path.with_suffix(".writing")
        save_file(tensors, temporary, metadata={_STAMP: self._stamp})
        os.replace(temporary, path)

    def _read(self, path: Path) -> Mapping[tuple[int, int], tuple[Tensor, Tensor]] | None:
        try:
            with safe_open(path, "pt") as file:
                if (file.metadata() or {}).get(_STAMP) != self._stamp:
                    return None
                keys = {tuple(map(int, key.split(".")[:2])) for key in file.keys()}  # noqa: SIM118 - no mapping
                return {
                    (index, place): (
                        file.get_tensor(f"{index}.{place}.words").long(),
                        file.get_tensor(f"{index}.{place}.shares"),
                    )
                    for index, place in keys
                }
        except (OSError, SafetensorError, ValueError):
            return None
