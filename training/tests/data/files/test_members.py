import io
import os
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from support.data_reports import codes

from readroom_training.data.files.member_names import is_safe_name
from readroom_training.data.files.members import Member, read_members
from readroom_training.data.records import Rejected
from readroom_training.errors import TrainingError

FILES = {"b/2.txt": b"two", "a.txt": b"one", "b/c/3.TXT": b"three", "b/picture.png": b"no"}
LIMIT = 100


def as_folder(path: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        file = path / "set" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    return path / "set"


def as_zip(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path / "set.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path / "set.zip"


def as_tar(path: Path, files: dict[str, bytes], suffix: str = ".tar") -> Path:
    with tarfile.open(path / f"set{suffix}", "w:gz" if suffix != ".tar" else "w") as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return path / f"set{suffix}"


def as_tgz(path: Path, files: dict[str, bytes]) -> Path:
    return as_tar(path, files, ".tgz")


Pack = Callable[[Path, dict[str, bytes]], Path]
PACKS = pytest.mark.parametrize("pack", [as_folder, as_zip, as_tar, as_tgz])


def read(path: Path) -> list[Member | Rejected]:
    return list(read_members(path, (".txt",), LIMIT))


@PACKS
def test_every_wanted_file_is_read_once_and_others_are_left(tmp_path: Path, pack: Pack) -> None:
    members = read(pack(tmp_path, FILES))
    assert not codes(members)
    assert {one.name: one.data for one in members} == {  # type: ignore[union-attr]
        name: data for name, data in FILES.items() if name != "b/picture.png"
    }


def test_a_folder_is_read_in_the_same_order_everywhere(tmp_path: Path) -> None:
    assert [one.name for one in read(as_folder(tmp_path, FILES))] == ["a.txt", "b/2.txt", "b/c/3.TXT"]  # type: ignore[union-attr]


@PACKS
def test_a_file_over_the_limit_is_rejected_and_the_next_one_read(tmp_path: Path, pack: Pack) -> None:
    found = read(pack(tmp_path, {"a.txt": b"x" * (LIMIT + 1), "b.txt": b"y" * LIMIT}))
    assert codes(found) == ["too-long"]
    assert found[1] == Member("b.txt", b"y" * LIMIT)


@pytest.mark.parametrize("pack", [as_zip, as_tar])
@pytest.mark.parametrize("name", ["../out.txt", "a/../../out.txt", "/etc/out.txt", "a\\..\\out.txt", "C:out.txt"])
def test_names_that_lead_out_are_rejected_and_not_repeated(tmp_path: Path, pack: Pack, name: str) -> None:
    found = read(pack(tmp_path, {name: b"x", "in.txt": b"y"}))
    assert codes(found) == ["unsafe-name"]
    assert isinstance(found[0], Rejected) and "out" not in found[0].where


def test_plain_names_are_safe() -> None:
    assert is_safe_name("files/p10/p10000032/s50414267.txt")
    assert not is_safe_name("a\nb.txt")
    assert not is_safe_name("")
    assert not is_safe_name("a" * 5_000)


def test_links_in_a_folder_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "other.txt").write_text("other")
    folder = as_folder(tmp_path, {"a.txt": b"one"})
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "links").symlink_to(tmp_path / "elsewhere")
    found = read(folder)
    assert codes(found) == ["not-a-file", "not-a-file"]
    assert Member("a.txt", b"one") in found and len(found) == 3


def test_a_pipe_in_a_folder_does_not_hold_the_reader_up(tmp_path: Path) -> None:
    folder = as_folder(tmp_path, {"a.txt": b"one"})
    os.mkfifo(folder / "pipe.txt")
    assert codes(read(folder)) == ["not-a-file"]


def test_folders_are_not_followed_without_end(tmp_path: Path) -> None:
    found = read(as_folder(tmp_path, {"d/" * 30 + "a.txt": b"deep", "a.txt": b"one"}))
    assert codes(found) == ["too-deep"]


def test_links_and_devices_in_a_tar_are_rejected(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "set.tar", "w") as archive:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE):
            info = tarfile.TarInfo("a.txt")
            info.type, info.linkname = kind, "/etc/hostname"
            archive.addfile(info)
    assert codes(read(tmp_path / "set.tar")) == ["not-a-file"] * 3


def test_a_link_in_a_zip_is_rejected(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "set.zip", "w") as archive:
        info = zipfile.ZipInfo("a.txt")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc/hostname")
    assert codes(read(tmp_path / "set.zip")) == ["not-a-file"]


def test_a_member_that_does_not_match_its_checksum_is_rejected_alone(tmp_path: Path) -> None:
    path = tmp_path / "set.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", b"AAAAAAAA")
        archive.writestr("b.txt", b"two")
    path.write_bytes(path.read_bytes().replace(b"AAAAAAAA", b"AAAAAAAB"))
    found = read(path)
    assert codes(found) == ["damaged"] and found[1] == Member("b.txt", b"two")


def test_an_encrypted_member_is_rejected_as_such(tmp_path: Path) -> None:
    path = as_zip(tmp_path, {"a.txt": b"one"})
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1  # the encryption flag in the central directory
    path.write_bytes(data)
    assert codes(read(path)) == ["encrypted"]


@pytest.mark.parametrize("pack", [as_zip, as_tar, as_tgz])
def test_a_cut_archive_is_an_error_not_fewer_reports(tmp_path: Path, pack: Pack) -> None:
    path = pack(tmp_path, {f"{i}.txt": os.urandom(90) for i in range(50)})
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(TrainingError) as error:
        read(path)
    assert error.value.code == "data/damaged-file"


def test_a_damaged_header_inside_a_tar_is_not_taken_for_its_end(tmp_path: Path) -> None:
    path = as_tar(tmp_path, {"a.txt": b"one", "b.txt": b"two"})
    data = bytearray(path.read_bytes())
    data[1024:1030] = b"\xff" * 6
    path.write_bytes(data)
    with pytest.raises(TrainingError, match="damaged"):
        read(path)


def test_one_file_is_its_own_member(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"one")
    assert read(tmp_path / "a.txt") == [Member("a.txt", b"one")]


@pytest.mark.parametrize("name", ["none", "none.zip", "none.tar"])
def test_what_is_not_there_is_said(tmp_path: Path, name: str) -> None:
    with pytest.raises(TrainingError) as error:
        read(tmp_path / name)
    assert error.value.code == "data/missing-file"
