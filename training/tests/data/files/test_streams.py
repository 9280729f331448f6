import gzip
from pathlib import Path

import pytest

from readroom_training.data.files.streams import check_encoding, decode_text, open_bytes, open_text
from readroom_training.data.text import is_text
from readroom_training.errors import TrainingError


def read(path: Path, encoding: str = "utf-8") -> str:
    with open_text(path, encoding) as stream:
        return stream.read()


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "cp1252", "utf-16", "utf-8-sig"])
def test_text_comes_back_in_the_declared_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("Größe 3 mm\r\nstabil".encode(encoding))
    assert read(path, encoding) == "Größe 3 mm\nstabil"


def test_a_byte_order_mark_is_no_character(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("id,é".encode("utf-8-sig"))
    assert read(path) == "id,é"


def test_gzip_is_told_by_its_bytes_not_its_name(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(gzip.compress(b"id\n1\n"))
    assert read(path) == "id\n1\n"


def test_undecodable_bytes_are_marked_and_the_rest_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"good\nb\xff\xfed\ngood")
    first, bad, last = read(path).split("\n")
    assert (first, last) == ("good", "good")
    assert not is_text(bad)
    assert not is_text(decode_text(b"\xd8\x00", "utf-16-be"))


def test_a_damaged_archive_is_an_error_not_an_early_end(tmp_path: Path) -> None:
    path = tmp_path / "a.gz"
    whole = gzip.compress(bytes(range(256)) * 100)
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(TrainingError, match="damaged or cut off") as error:
        read(path, "latin-1")
    assert error.value.code == "data/damaged-file"


def test_a_decompression_bomb_ends_at_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "a.gz"
    path.write_bytes(gzip.compress(bytes(1 << 22)))
    with pytest.raises(TrainingError) as error, open_bytes(path, limit=1 << 20) as stream:
        stream.read()
    assert error.value.code == "data/too-large"


def test_what_is_not_there_is_said_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(TrainingError) as error:
        read(tmp_path / "none.csv")
    assert error.value.code == "data/missing-file"


@pytest.mark.parametrize("encoding", ["klingon", "hex", "rot13", "utf-8\x00"])
def test_only_text_encodings_are_taken(encoding: str) -> None:
    with pytest.raises(TrainingError, match="no text encoding"):
        check_encoding(encoding)
