"""Data hashes: they tell whether a later run has read the same bytes."""

import hashlib
from pathlib import Path

import pytest

from readroom_training.record.hashes import hash_source


def folder_of(path: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(data)
    return path


def test_a_files_hash_is_its_sha256(tmp_path: Path) -> None:
    folder_of(tmp_path, {"a.csv": b"x" * 3_000_000})
    hashed = hash_source(tmp_path / "a.csv")
    assert hashed.sha256 == hashlib.sha256(b"x" * 3_000_000).hexdigest()
    assert (hashed.over, hashed.files, hashed.bytes) == ("bytes", 1, 3_000_000)


@pytest.mark.parametrize(
    "other",
    [{"a": b"1", "s/b": b"3"}, {"a": b"1", "s/c": b"2"}, {"a": b"1"}, {"a": b"1", "s/b": b"2", "s/c": b""}],
)
def test_a_folders_hash_changes_with_any_byte_name_or_file(tmp_path: Path, other: dict[str, bytes]) -> None:
    one = hash_source(folder_of(tmp_path / "one", {"a": b"1", "s/b": b"2"}))
    assert one == hash_source(folder_of(tmp_path / "same", {"s/b": b"2", "a": b"1"}))
    assert one.sha256 != hash_source(folder_of(tmp_path / "other", other)).sha256


def test_a_folder_too_large_to_read_twice_is_told_apart_by_names_and_sizes(tmp_path: Path) -> None:
    files = folder_of(tmp_path / "one", {"a": b"11", "b": b"2"})
    assert hash_source(files).over == "files"
    by_name = hash_source(files, limit=2)
    assert by_name.over == "names"
    assert by_name.sha256 != hash_source(folder_of(tmp_path / "two", {"a": b"1", "b": b"22"}), limit=2).sha256
