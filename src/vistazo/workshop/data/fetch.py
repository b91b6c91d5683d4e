"""Files of public data sets: from a mirror folder, or downloaded once; always checked.

VISTAZO_MIRROR=DIR   take every file from DIR/<data set>/, and nothing from the network
VISTAZO_CACHE=DIR    keep downloads in DIR instead of the system's cache folder
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from platformdirs import user_cache_path

from vistazo.errors import DataError, MissingExtraError
from vistazo.workshop.data.catalogue import Source

MIRROR_VARIABLE = "VISTAZO_MIRROR"
CACHE_VARIABLE = "VISTAZO_CACHE"


def fetch(source: Source, file: str) -> Path:
    """Where the file lies on this machine; downloads it if need be.

    Args:
        source: The data set that it belongs to.
        file: One of `source.files`.

    Returns:
        The path of a file whose sha256 is the recorded one.

    Raises:
        DataError: Not in the mirror, not to be downloaded, or with another sha256.
        MissingExtraError: A download is needed and Pooch is not installed.
    """
    expected = source.files[file]
    mirror = os.environ.get(MIRROR_VARIABLE)
    if mirror:
        return _from_mirror(Path(mirror) / source.name / file, source, expected)
    if not source.address:
        raise DataError(
            f"{source.name}: {file} is a prepared file that no public host serves. Set "
            f"{MIRROR_VARIABLE} to a folder that holds {source.name}/{file}; the original data "
            f"is described at {source.homepage}."
        )
    return _download(source, file, expected)


def cache_folder() -> Path:
    """Where downloads are kept, and what is unpacked."""
    return Path(os.environ.get(CACHE_VARIABLE) or user_cache_path("vistazo"))


def _from_mirror(path: Path, source: Source, expected: str) -> Path:
    if not path.is_file():
        raise DataError(
            f"{source.name}: looked for {path}, because {MIRROR_VARIABLE} is set, and there is no "
            f"such file. Put it there (sha256 {expected}), or unset {MIRROR_VARIABLE}."
        )
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != expected:
        raise DataError(
            f"{path}: expected sha256 {expected}, got {found}; replace it with the original file."
        )
    return path


def _download(source: Source, file: str, expected: str) -> Path:
    try:
        import pooch
    except ImportError:
        raise MissingExtraError(
            f"Downloading {file} needs Pooch: pip install 'vistazo[workshop]', "
            f"or set {MIRROR_VARIABLE} to a folder that holds {source.name}/{file}."
        ) from None
    url, folder = source.address + file, cache_folder() / source.name
    try:
        found = pooch.retrieve(url, f"sha256:{expected}", fname=file, path=folder)
    except (OSError, ValueError) as error:
        raise DataError(
            f"{source.name}: {url} could not be fetched ({error}). Try again with a network, or "
            f"set {MIRROR_VARIABLE} to a folder that holds {source.name}/{file}."
        ) from None
    return Path(found)
