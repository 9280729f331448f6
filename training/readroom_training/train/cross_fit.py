"""Teachers of a run: a folder each, trained on every fold but one, and asked about that one."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from accelerate import Accelerator

from readroom_training.config.settings import Distil, Preference, Recipe
from readroom_training.export.adapter_folder import WEIGHTS
from readroom_training.train.fingerprint import run_fingerprint
from readroom_training.train.folds import fold_of
from readroom_training.train.model_port import TrainingModel
from readroom_training.train.samples import ReportSamples
from readroom_training.train.stage import ADAPTER, Reports, load_model
from readroom_training.train.teachers import Answers, Teacher


class CrossFit:
    """@param root holds a folder for each teacher, named by its number from 1, and the answers of all"""

    def __init__(self, recipe: Recipe, reports: Reports, root: Path) -> None:
        self._recipe, self._reports, self._root = recipe, reports, root
        self._folds = fold_of(reports.training, recipe.distil.folds, recipe.seed)

    @property
    def recipe(self) -> Recipe:
        """By which each teacher is trained: the run's own, without teachers and without its last phase."""
        return replace(self._recipe, distil=Distil(), preference=Preference())

    def folders(self) -> list[Path]:
        """One for each teacher."""
        return [self._root / str(fold + 1) for fold in range(self._recipe.distil.folds)]

    def reports(self, fold: int) -> Reports:
        """What the teacher of a fold learns from: every other fold."""
        pairs = zip(self._reports.training, self._folds, strict=True)
        return replace(self._reports, training=[report for report, its in pairs if its != fold])

    def answers(self, samples: ReportSamples, accelerator: Accelerator) -> Answers:
        """For the run's samples, once all teachers are trained."""
        # By identity: a report's id may occur twice.
        fold_by_report = dict(zip(map(id, self._reports.training), self._folds, strict=True))
        folds = [fold_by_report[id(report)] for report in samples.reports]
        teachers = [
            Teacher(
                self._loader(folder, accelerator),
                frozenset(index for index, its in enumerate(folds) if its == fold),
            )
            for fold, folder in enumerate(self.folders())
        ]
        return Answers(samples, teachers, self._recipe, self._root, self._stamp(), accelerator)

    def _loader(self, folder: Path, accelerator: Accelerator) -> Callable[[], TrainingModel]:
        method = replace(self._recipe.method, init=str(folder / ADAPTER))
        return lambda: load_model(replace(self.recipe, method=method), accelerator)

    def _stamp(self) -> str:
        """Changes with the recipe, the reports and the teachers' weights."""
        digest = hashlib.sha256(run_fingerprint(self._recipe, self._reports.training).encode())
        for folder in self.folders():
            digest.update((folder / ADAPTER / WEIGHTS).read_bytes())
        return digest.hexdigest()
