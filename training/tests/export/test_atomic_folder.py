"""A folder is there as a whole or not at all."""

import os
from pathlib import Path

import pytest

from readroom_training.export.atomic_folder import recover_folder, write_folder


def _write(folder: Path, text: str) -> None:
    with write_folder(folder) as temporary:
        (temporary / "file").write_text(text)


def test_the_new_folder_takes_the_place_of_the_old(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    _write(folder, "old")
    (folder / "left over").touch()
    _write(folder, "new")
    assert [(path.name, path.read_text()) for path in folder.iterdir()] == [("file", "new")]
    assert list(tmp_path.iterdir()) == [folder]


def test_an_error_leaves_the_old_one_as_it_was(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    _write(folder, "old")
    with pytest.raises(ValueError, match="broken"), write_folder(folder) as temporary:
        (temporary / "file").write_text("half")
        raise ValueError("broken")
    assert (folder / "file").read_text() == "old"
    assert list(tmp_path.iterdir()) == [folder]


@pytest.mark.parametrize("fails_at", [1, 2])
def test_a_death_between_any_two_renames_leaves_the_old_or_the_new(
    tmp_path: Path, fails_at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, renamed = tmp_path / "folder", 0
    _write(folder, "old")
    real = os.rename

    def dying(source: object, target: object) -> None:
        nonlocal renamed
        renamed += 1
        if renamed == fails_at:
            raise KeyboardInterrupt
        real(source, target)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(os, "rename", dying)
        with pytest.raises(KeyboardInterrupt):
            _write(folder, "new")
    recover_folder(folder)
    assert (folder / "file").read_text() == "old"
    assert list(tmp_path.iterdir()) == [folder]
