"""Files named by the sha256 of what they hold."""

from __future__ import annotations

import contextlib
import hashlib
import os
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

from vistazo.errors import NotFoundError, StorageError
from vistazo.storage.failures import file_failure
from vistazo.storage.values import is_hash

_UNFINISHED = ".part"
_ABANDONED_S = 3600
"""Seconds after which an unfinished file has no writer any more."""


class FileStore:
    """A folder of files `ab/abcdef…`, from any thread and process; equal contents are one file.

    A file is there whole or not at all. Several stores with suffixes of their own may share a
    folder.

    Attributes:
        folder: Where the files lie; made with the first of them.
        suffix: What follows the hash in a file's name.
    """

    def __init__(self, folder: Path | str, suffix: str = "") -> None:
        self.folder = Path(folder)
        self.suffix = suffix

    def put(self, data: bytes, *, durable: bool = True) -> str:
        """Keep `data`; where it is there already, its age begins anew.

        Args:
            data: What the file holds.
            durable: Whether it must outlive a power failure from now on; waits for the disk.

        Returns:
            The sha256, 64 hex digits.

        Raises:
            StorageFullError: No room is left; nothing is left behind.
            StorageUnavailableError: The folder cannot be written.
        """
        sha = hashlib.sha256(data).hexdigest()
        path = self.path(sha)
        try:
            is_there = self._renew(path, data)
            if is_there and durable:
                synchronise(path)
        except OSError as error:
            raise file_failure(error, path) from error
        if not is_there:
            write_whole(path, data, durable=durable)
        return sha

    def keep(self, sha: str) -> None:
        """Let a file's age begin anew and outlive a power failure, before a new row refers to it.

        Raises:
            NotFoundError: There is no such file.
            StorageError: It is damaged, or cannot be used.
        """
        self.put(self.get(sha))

    def get(self, sha: str) -> bytes:
        """What the file holds.

        Raises:
            NotFoundError: There is no such file.
            StorageError: It is damaged, or cannot be read.
        """
        path = self.path(sha)
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            raise NotFoundError(f"There is no file {path.name} in {self.folder}.") from None
        except OSError as error:
            raise file_failure(error, path) from error
        if hashlib.sha256(data).hexdigest() != sha:
            raise StorageError(
                f"{path}: the file is damaged, it does not hash to its name; restore it from a "
                "backup."
            )
        return data

    def path(self, sha: str) -> Path:
        """Where the file lies or would lie.

        Raises:
            NotFoundError: Not a sha256, so there can be no such file.
        """
        if not is_hash(sha):
            raise NotFoundError(f"A file's name is a sha256 in 64 hex digits, got {sha[:80]!r}.")
        return self.folder / sha[:2] / f"{sha}{self.suffix}"

    def remove(self, sha: str) -> bool:
        """Remove a file; whether it was there.

        Raises:
            StorageUnavailableError: The folder cannot be written.
        """
        path = self.path(sha)
        try:
            path.unlink()
        except FileNotFoundError:
            return False
        except OSError as error:
            raise file_failure(error, path) from error
        return True

    def remove_older(self, sha: str, seconds: float) -> bool:
        """Remove a file that was last put or kept more than `seconds` ago; whether it was.

        Safe against somebody who puts the same content at this moment: either they find it gone
        and write it anew, or it is seen to be young and stays.

        Raises:
            StorageUnavailableError: The folder cannot be written.
        """
        path = self.path(sha)
        aside = _beside(path)
        try:
            if _age(path) <= seconds:
                return False
            path.rename(aside)
            if _age(aside) <= seconds:
                aside.replace(path)
                return False
            aside.unlink()
        except FileNotFoundError:
            return False
        except OSError as error:
            raise file_failure(error, path) from error
        return True

    def remove_unfinished(self) -> int:
        """Remove what writers that ended in the middle left behind; how many files."""
        removed = 0
        for path in self.folder.glob(f"??/*{_UNFINISHED}"):
            with contextlib.suppress(OSError):
                if _age(path) > _ABANDONED_S:
                    path.unlink()
                    removed += 1
        return removed

    def __contains__(self, sha: object) -> bool:
        return isinstance(sha, str) and is_hash(sha) and self.path(sha).is_file()

    def __iter__(self) -> Iterator[str]:
        """The hashes of all files, in sorted order."""
        for shelf in sorted(self.folder.glob("[0-9a-f][0-9a-f]")):
            yield from self.shelf(shelf.name)

    def shelf(self, prefix: str) -> list[str]:
        """The hashes of the files that begin with two hex digits, in sorted order."""
        ending = len(self.suffix)
        try:
            names = [path.name for path in (self.folder / prefix).iterdir()]
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError as error:
            raise file_failure(error, self.folder / prefix) from error
        stems = (name[: len(name) - ending] for name in names if name.endswith(self.suffix))
        return sorted(stem for stem in stems if is_hash(stem))

    def _renew(self, path: Path, data: bytes) -> bool:
        """Whether the file was there, whole, and is young now."""
        try:
            if path.read_bytes() != data:
                return False
            os.utime(path)
        except FileNotFoundError:
            return False
        # `remove_older` may have moved it aside in between.
        return path.exists()


def write_whole(path: Path, data: bytes, *, durable: bool = True) -> None:
    """Write a file whole or not at all; folders above it are made.

    Args:
        path: Where; a file that lies there is replaced.
        data: What it holds.
        durable: Whether it must outlive a power failure from now on; waits for the disk.

    Raises:
        StorageFullError: No room is left; nothing is left behind.
        StorageUnavailableError: The folder cannot be written.
    """
    unfinished = _beside(path)
    try:
        missing = [folder for folder in path.parents if not folder.is_dir()]
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with unfinished.open("xb") as file:
                file.write(data)
                if durable:
                    file.flush()
                    os.fsync(file.fileno())
            unfinished.replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                unfinished.unlink()
            raise
        if durable:
            for folder in (path.parent, *(folder.parent for folder in missing)):
                synchronise(folder)
    except OSError as error:
        raise file_failure(error, path) from error


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name}.{uuid.uuid4().hex}{_UNFINISHED}")


def synchronise(path: Path) -> None:
    """Wait until the file, or the folder's list of names, is on the disk."""
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _age(path: Path) -> float:
    return time.time() - path.stat().st_mtime
