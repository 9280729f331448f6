from pathlib import Path

from readroom_training.config.data_settings import DataSettings, Source
from readroom_training.data.footprint import bytes_of_reports


def settings(root: Path, *paths: str) -> DataSettings:
    return DataSettings(tuple(Source("jsonl", path, "train") for path in paths), root=str(root))


def test_memory_grows_with_files_and_folders_and_more_with_packed_ones(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b"x" * 1000)
    (tmp_path / "b.jsonl.gz").write_bytes(b"x" * 1000)
    (tmp_path / "folder" / "deep").mkdir(parents=True)
    (tmp_path / "folder" / "deep" / "1.txt").write_bytes(b"x" * 100)
    assert bytes_of_reports(settings(tmp_path, "a.jsonl")) == 1300
    assert bytes_of_reports(settings(tmp_path, "a.jsonl", "folder")) == 1430
    assert bytes_of_reports(settings(tmp_path, "b.jsonl.gz")) == 6500


def test_what_is_not_there_is_not_guessed(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b"x")
    assert bytes_of_reports(settings(tmp_path, "a.jsonl", "none.jsonl")) is None
