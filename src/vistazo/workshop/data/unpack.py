"""Taking files out of archives of public data sets, once."""

from __future__ import annotations

import shutil
import tarfile
import tempfile
from pathlib import Path, PurePosixPath

from vistazo.errors import DataError


def unpack_tar(archive: Path, target: Path, folders: tuple[str, ...]) -> Path:
    """Write the regular files of an archive whose path has one of `folders` in it.

    Nothing is written outside of `target`; links and devices are left out. What is there after an
    interruption is never taken for the whole: the folder appears when all of it is written.

    Args:
        archive: A tar file, packed or not.
        target: The folder to make; where it is there already, nothing is done.
        folders: Names of folders, such as "Annotations".

    Raises:
        DataError: Not a tar file, damaged, or a name that leads outside.
    """
    if target.is_dir():
        return target
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent) as made:
            _unpack(archive, Path(made), frozenset(folders))
            # Somebody else may have been faster.
            if not target.is_dir():
                Path(made, "files").rename(target)
    except (tarfile.TarError, EOFError, OSError) as error:
        raise DataError(
            f"{archive} could not be unpacked into {target} ({error}); replace the file if it is "
            "damaged, or make room."
        ) from None
    return target


def _unpack(archive: Path, made: Path, folders: frozenset[str]) -> None:
    root = made / "files"
    root.mkdir()
    with tarfile.open(archive) as tar:
        for member in tar:
            path = PurePosixPath(member.name)
            if path.is_absolute() or ".." in path.parts:
                raise DataError(
                    f"{archive}: {member.name!r} leads outside of the archive; do not use it."
                )
            source = tar.extractfile(member) if member.isreg() else None
            if source is None or not folders & set(path.parent.parts):
                continue
            file = root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            with source, file.open("wb") as written:
                shutil.copyfileobj(source, written)
