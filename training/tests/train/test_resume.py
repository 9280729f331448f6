"""A run that was killed and goes on ends with the very bytes of one that was left alone."""

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from accelerate import Accelerator
from support.tiny_base import tiny_recipe

from readroom_training.config.read_recipe import read_recipe
from readroom_training.config.settings import Recipe
from readroom_training.errors import TrainingError
from readroom_training.fast import masks
from readroom_training.train.checkpoint import checkpoints
from readroom_training.train.events import Evaluated, Event, Saved, Started, Step
from readroom_training.train.loop import Outcome
from readroom_training.train.run import run_training

# Drawing the real pool for each of these runs would take most of their time.
SMALL_POOL = 1 << 20
# Everything that is drawn or kept from step to step is in play: dropout, augmentation, examples, averages.
GROUPS = {
    "model": {"config": "model.json", "base": "base", "engine": "fast", "precision": "bfloat16"},
    "method": {"kind": "lora", "rank": 4, "alpha": 8, "dropout": 0.1},
    "augment": {"masked_words": "keep", "swap_sides": 0.5, "shuffle_sentences": 0.5},
    "prompt": {"max_tokens": 500, "examples": {"share": 0.5}},
    "averaging": {"kind": "ema", "decay": 0.9},
    "evaluation": {"metric": "loss", "every": 1, "first": 1, "quantization": "none"},
    "epochs": 3,
}


def _recipe(folder: Path, **changes: object) -> Recipe:
    return read_recipe(tiny_recipe(folder, **{**GROUPS, **changes}))


def _run(
    recipe: Recipe, out: Path, resume: bool = False, listener: Callable[[Event], None] = lambda _: None
) -> Outcome:
    return run_training(recipe, out, resume, listener, Accelerator(cpu=True))


def _files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


class _Stop(Exception):
    """Ends a run from its listener, as if the process had died there."""


@pytest.fixture(scope="module", autouse=True)
def _small_mask_pool() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(masks, "POOL_SIZE", SMALL_POOL)
        yield


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Recipe, Path]:
    folder = tmp_path_factory.mktemp("undisturbed")
    recipe = _recipe(folder)
    _run(recipe, folder / "out")
    return recipe, folder / "out"


@pytest.mark.parametrize("last", [1, 4, 7])
def test_a_run_that_ends_anywhere_and_goes_on_gives_the_same_bytes(
    undisturbed: tuple[Recipe, Path], tmp_path: Path, last: int
) -> None:
    recipe, expected = undisturbed

    def stop_after_checkpoint(event: Event) -> None:
        if isinstance(event, Saved) and event.what == "checkpoint" and event.step == last:
            raise _Stop

    with pytest.raises(_Stop):
        _run(recipe, tmp_path / "out", listener=stop_after_checkpoint)
    started: list[Event] = []
    _run(recipe, tmp_path / "out", resume=True, listener=started.append)
    assert isinstance(started[0], Started) and started[0].done == last
    assert _files(tmp_path / "out" / "adapter") == _files(expected / "adapter")
    assert (tmp_path / "out" / "result.json").read_bytes() == (expected / "result.json").read_bytes()
    newest = [checkpoints(out / "checkpoints")[0] for out in (tmp_path / "out", expected)]
    assert _files(newest[0]).keys() == _files(newest[1]).keys()
    assert (newest[0] / "weights.safetensors").read_bytes() == (newest[1] / "weights.safetensors").read_bytes()


def _run_until_killed(recipe_file: Path, out: Path) -> None:
    """In a process of its own, which the system kills between two checkpoints."""
    masks.POOL_SIZE = SMALL_POOL

    def kill(event: Event) -> None:
        if isinstance(event, Step) and event.step == 5:
            os.kill(os.getpid(), signal.SIGKILL)

    _run(read_recipe(recipe_file), out, listener=kill)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_process_killed_by_the_system_loses_nothing_but_steps(
    undisturbed: tuple[Recipe, Path], tmp_path: Path
) -> None:
    recipe, expected = undisturbed
    out = tmp_path / "out"
    # A fresh interpreter: a copy of one whose OpenMP threads have run may hang.
    arguments = (expected.parent / "recipe.yaml", out)
    child = multiprocessing.get_context("spawn").Process(target=_run_until_killed, args=arguments)
    child.start()
    child.join(120)
    assert child.exitcode == -signal.SIGKILL
    _run(recipe, out, resume=True)
    assert _files(out / "adapter") == _files(expected / "adapter")


def test_a_finished_run_that_is_resumed_takes_no_step(undisturbed: tuple[Recipe, Path]) -> None:
    recipe, out = undisturbed
    before = _files(out / "adapter")
    events: list[Event] = []
    _run(recipe, out, resume=True, listener=events.append)
    assert not any(isinstance(event, Step | Evaluated) for event in events)
    assert _files(out / "adapter") == before


def test_a_checkpoint_of_another_recipe_is_refused(undisturbed: tuple[Recipe, Path], tmp_path: Path) -> None:
    _, out = undisturbed
    other = _recipe(tmp_path, optimiser={"lr": 0.02})
    with pytest.raises(TrainingError) as refused:
        _run(other, out, resume=True)
    assert refused.value.code == "train/other-run"


def test_an_earlier_run_is_never_overwritten(undisturbed: tuple[Recipe, Path]) -> None:
    recipe, out = undisturbed
    with pytest.raises(TrainingError) as refused:
        _run(recipe, out)
    assert refused.value.code == "train/used-folder"


def test_a_damaged_checkpoint_is_refused_by_name(undisturbed: tuple[Recipe, Path], tmp_path: Path) -> None:
    recipe, _ = undisturbed
    out = tmp_path / "out"
    _run(recipe, out)
    newest = checkpoints(out / "checkpoints")[0]
    for name in ("state.json", "weights.safetensors", "optimiser.pt"):
        path = newest / name
        whole = path.read_bytes()
        path.write_bytes(whole[: len(whole) // 2])
        with pytest.raises(TrainingError, match=newest.name) as refused:
            _run(recipe, out, resume=True)
        assert refused.value.code == "train/bad-checkpoint"
        path.write_bytes(whole)


def test_only_as_many_checkpoints_are_kept_as_the_recipe_says(undisturbed: tuple[Recipe, Path]) -> None:
    recipe, out = undisturbed
    assert [path.name for path in checkpoints(out / "checkpoints")] == ["step-000000009", "step-000000008"]
    assert recipe.checkpoint.keep == 2
