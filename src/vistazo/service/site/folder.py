"""A folder that is written beside its place and moved there when it is whole."""

from __future__ import annotations

import json
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vistazo.errors import OptionError
from vistazo.storage.failures import file_failure

LIST = "site.json"
"""The file by which a site is known."""


@contextmanager
def fresh_folder(out: Path, *, force: bool, apart_from: Path) -> Iterator[Path]:
    """Give an empty folder beside `out`, and let it take that place in the end.

    Args:
        out: Its place.
        force: Whether a site that lies there is replaced.
        apart_from: A folder that `out` must not lie in.

    Raises:
        OptionError: Something else lies there.
        StorageError: It cannot be written.
    """
    target = out.absolute()
    _check(target, force=force, apart_from=apart_from.absolute())
    beside = target.with_name(f".{target.name}.{uuid.uuid4().hex[:12]}")
    made, old = beside.with_suffix(".part"), beside.with_suffix(".old")
    try:
        made.mkdir(parents=True)
        yield made
        _take_place(made, target, old)
    except OSError as error:
        raise file_failure(error, out) from error
    finally:
        shutil.rmtree(made, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


def _check(target: Path, *, force: bool, apart_from: Path) -> None:
    if target.resolve().is_relative_to(apart_from.resolve()):
        raise OptionError(f"{target} lies within the built page; name another folder.")
    try:
        content = sorted(target.iterdir()) if target.exists() else []
    except NotADirectoryError:
        raise OptionError(f"{target} is a file; name a folder.") from None
    except OSError as error:
        raise file_failure(error, target) from error
    if not content:
        return
    if not force:
        raise OptionError(
            f"{target} is not empty; name another folder, or give --force to replace a site "
            "that lies there."
        )
    if not _is_site(target):
        raise OptionError(
            f"{target} holds something else than a site (there is no {LIST} of Vistazo's), and "
            "--force would delete it; empty it yourself, or name another folder."
        )


def _is_site(folder: Path) -> bool:
    try:
        told = json.loads((folder / LIST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(told, dict) and "schema" in told and "models" in told


def _take_place(made: Path, target: Path, old: Path) -> None:
    """What lay there goes only once the new folder is in its place."""
    there = target.exists()
    if there:
        target.rename(old)
    try:
        made.rename(target)
    except OSError:
        if there:
            old.rename(target)
        raise
