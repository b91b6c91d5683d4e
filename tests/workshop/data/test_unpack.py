import io
import tarfile

import pytest

from vistazo.errors import DataError
from vistazo.workshop.data.unpack import unpack_tar

FOLDERS = ("Annotations", "Main")


def pack(path, *members, mode="w"):
    with tarfile.open(path, mode) as tar:
        for name, content in members:
            member = tarfile.TarInfo(name)
            if isinstance(content, bytes):
                member.size = len(content)
                tar.addfile(member, io.BytesIO(content))
            else:
                member.type, member.linkname = content
                tar.addfile(member)
    return path


@pytest.mark.parametrize("mode", ["w", "w:gz"])
def test_files_of_the_folders_are_written_once(tmp_path, mode):
    members = (("kit/Annotations/a.xml", b"x"), ("kit/Main/deep/b.txt", b"y"), ("kit/c.txt", b"z"))
    archive = pack(tmp_path / "a.tar", *members, mode=mode)
    target = unpack_tar(archive, tmp_path / "cache" / "set", FOLDERS)
    found = sorted(str(path.relative_to(target)) for path in target.rglob("*") if path.is_file())
    assert found == ["kit/Annotations/a.xml", "kit/Main/deep/b.txt"]
    assert [path.name for path in (tmp_path / "cache").iterdir()] == ["set"]
    (target / "kit" / "Annotations" / "a.xml").write_bytes(b"changed")
    archive.unlink()
    assert unpack_tar(archive, target, FOLDERS) == target
    assert (target / "kit" / "Annotations" / "a.xml").read_bytes() == b"changed"


@pytest.mark.parametrize(
    "name", ["../Annotations/a.xml", "kit/Annotations/../../../a.xml", "/tmp/Annotations/a.xml"]
)
def test_names_that_lead_outside(tmp_path, name):
    archive = pack(tmp_path / "a.tar", ("kit/Annotations/a.xml", b"x"), (name, b"x"))
    with pytest.raises(DataError, match="leads outside of the archive"):
        unpack_tar(archive, tmp_path / "cache" / "set", FOLDERS)
    assert not list((tmp_path / "cache").iterdir())


def test_links_are_left_out(tmp_path):
    secret = tmp_path / "secret"
    secret.mkdir()
    links = (
        ("kit/Annotations", (tarfile.SYMTYPE, str(secret))),
        ("kit/Main/hard.txt", (tarfile.LNKTYPE, "kit/Main/a.txt")),
        ("kit/Main/pipe", (tarfile.FIFOTYPE, "")),
        ("kit/Annotations/a.xml", b"x"),
    )
    target = unpack_tar(pack(tmp_path / "a.tar", *links), tmp_path / "cache" / "set", FOLDERS)
    found = [path for path in target.rglob("*") if path.is_file()]
    assert [path.name for path in found] == ["a.xml"]
    assert not found[0].parent.is_symlink()
    assert not list(secret.iterdir())


def test_an_archive_that_breaks_off_leaves_nothing(tmp_path):
    archive = pack(tmp_path / "a.tar", ("kit/Annotations/a.xml", b"x" * 100_000))
    archive.write_bytes(archive.read_bytes()[:50_000])
    with pytest.raises(DataError, match=r"a\.tar could not be unpacked"):
        unpack_tar(archive, tmp_path / "cache" / "set", FOLDERS)
    assert not list((tmp_path / "cache").iterdir())


def test_what_is_no_archive(tmp_path):
    (tmp_path / "a.tar").write_bytes(b"no archive")
    for name in ("a.tar", "none.tar"):
        with pytest.raises(DataError, match="could not be unpacked"):
            unpack_tar(tmp_path / name, tmp_path / "set", FOLDERS)
