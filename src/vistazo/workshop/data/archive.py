"""Reading named arrays from NPZ files; pickled content is never read."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from vistazo.errors import DataError

Kind = tuple[type[np.generic], int | None]


def read_arrays(path: Path, expected: Mapping[str, Kind]) -> dict[str, npt.NDArray[Any]]:
    """Read the arrays `expected` from the NPZ file `path`.

    Args:
        path: The file.
        expected: Per name, the kind of value (np.integer takes any width) and the number of
            dimensions, or None for any.

    Returns:
        The arrays by name; others in the file are left alone.

    Raises:
        DataError: Not an NPZ, damaged, an array missing, or of another kind.
    """
    try:
        # Opened here, because np.load does not close a damaged archive that it opened itself.
        with path.open("rb") as file:
            archive = np.load(file, allow_pickle=False)
            if not isinstance(archive, np.lib.npyio.NpzFile):
                raise DataError(f"{path}: expected an NPZ archive, got a single array.")
            with archive:
                return {name: _take(archive, name, kind, path) for name, kind in expected.items()}
    except FileNotFoundError:
        raise DataError(f"{path}: there is no such file.") from None
    except (ValueError, OSError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise DataError(f"{path}: not a readable NPZ archive ({error}).") from None


def _take(archive: np.lib.npyio.NpzFile, name: str, kind: Kind, path: Path) -> npt.NDArray[Any]:
    if name not in archive.files:
        raise DataError(
            f"{path}: expected an array called {name!r}, got {', '.join(archive.files) or 'none'}."
        )
    try:
        array: npt.NDArray[Any] = archive[name]
    except ValueError as error:
        raise DataError(f"{path}: array {name!r} cannot be read ({error}).") from None
    dtype, dimensions = kind
    if not np.issubdtype(array.dtype, dtype) or dimensions not in (None, array.ndim):
        wanted = "" if dimensions is None else f" in {dimensions} dimension(s)"
        raise DataError(
            f"{path}: {name!r} must hold {dtype.__name__} values{wanted}, "
            f"got {array.dtype} {array.shape}."
        )
    return array
