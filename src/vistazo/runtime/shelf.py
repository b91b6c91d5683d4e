"""Which models ship with Vistazo, and where a name or a path leads."""

from __future__ import annotations

import hashlib
import os
import re
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from vistazo.errors import ModelError, ModelNotFoundError
from vistazo.runtime.bundle import BANK_SUFFIX, READER_SUFFIX, bank_path, reader_path

SHORTEST_VERSION = 6


def shipped_models() -> tuple[str, ...]:
    """Names of the models that ship with Vistazo, sorted."""
    return tuple(sorted(_shipped()))


def read_model(model: str | os.PathLike[str]) -> bytes:
    """The bytes of a model file.

    Args:
        model: A path, a shipped name, or `name@version`; version is the first characters
            (at least 6) of the file's sha256.

    Raises:
        ModelNotFoundError: Nothing there; the message lists what exists.
        ModelError: There, but not readable.
    """
    if isinstance(model, os.PathLike) or _is_path(model):
        return _read_path(Path(model))
    name, at, version = model.partition("@")
    entry = _shipped().get(name)
    if entry is None:
        raise ModelNotFoundError(
            f"There is no model {name!r}; shipped are: {', '.join(shipped_models()) or 'none'}. "
            "A path to an .onnx file works too."
        )
    data = entry.read_bytes()
    sha256 = hashlib.sha256(data).hexdigest()
    if at and not matches_version(sha256, version):
        raise ModelNotFoundError(
            f"There is no version {version!r} of {name!r}; shipped is {name}@{sha256[:12]}. "
            f"A version is the first {SHORTEST_VERSION} or more characters of the file's sha256."
        )
    return data


def read_reader(model: str | os.PathLike[str]) -> bytes | None:
    """The bytes of the reader that lies beside a model file, or None; `model` as `read_model`.

    Raises:
        ModelError: There, but not readable.
    """
    if isinstance(model, os.PathLike) or _is_path(model):
        path = reader_path(Path(model))
        return _read_path(path) if path.is_file() else None
    entry = files("vistazo").joinpath("models", model.partition("@")[0] + READER_SUFFIX)
    return entry.read_bytes() if entry.is_file() else None


def read_bank(model: str | os.PathLike[str]) -> bytes | None:
    """The bytes of the bank that lies beside a model file, or None; `model` as `read_model`.

    Raises:
        ModelError: There, but not readable.
    """
    if isinstance(model, os.PathLike) or _is_path(model):
        path = bank_path(Path(model))
        return _read_path(path) if path.is_file() else None
    entry = files("vistazo").joinpath("models", model.partition("@")[0] + BANK_SUFFIX)
    return entry.read_bytes() if entry.is_file() else None


def matches_version(sha256: str, version: str) -> bool:
    """Whether `version` is a long enough beginning of `sha256`."""
    pattern = rf"[0-9a-f]{{{SHORTEST_VERSION},64}}"
    return re.fullmatch(pattern, version) is not None and sha256.startswith(version)


def _shipped() -> dict[str, Traversable]:
    folder = files("vistazo").joinpath("models")
    if not folder.is_dir():
        return {}
    return {
        entry.name.removesuffix(".onnx"): entry
        for entry in folder.iterdir()
        if entry.name.endswith(".onnx") and not entry.name.endswith(READER_SUFFIX)
    }


def _is_path(model: str) -> bool:
    return model.endswith(".onnx") or "/" in model or os.sep in model


def _read_path(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise ModelNotFoundError(
            f"There is no model file at {path}; shipped are: "
            f"{', '.join(shipped_models()) or 'none'}."
        ) from None
    except (OSError, ValueError) as error:
        raise ModelError(f"The model file {str(path)!r} cannot be read: {error}.") from None
