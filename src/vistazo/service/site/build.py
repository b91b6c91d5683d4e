"""Putting a site together."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from vistazo.errors import OptionError
from vistazo.learning import ModelFiles
from vistazo.service.page import STATIC
from vistazo.service.site.folder import LIST, fresh_folder
from vistazo.service.site.models import SiteModel, write_model
from vistazo.service.site.pages import example_files, index_page, read_me

# Hosts that build pages out of folders leave alone what they would otherwise not copy.
_AS_IT_IS = ".nojekyll"


@dataclass(frozen=True)
class Site:
    """What was written.

    Attributes:
        folder: Where it lies.
        models: Which recognisers, as `name@version`, in their order.
        size: Bytes of all files together.
    """

    folder: Path
    models: tuple[str, ...]
    size: int


def write_site(
    out: Path, models: Sequence[ModelFiles], *, force: bool = False, static: Path | None = None
) -> Site:
    """Write the page and these recognisers into a folder; it is there whole or not at all.

    Args:
        out: The folder; made where it is missing.
        models: The recognisers' files, in the order in which the page shows them.
        force: Whether to replace a site that was written there before.
        static: Where the built page lies; within Vistazo unless told.

    Raises:
        OptionError: The folder holds something, or lies within the page's own; the page is not
            built; there are no models, or two of one name.
        CardError, ModelError: A file is no model of Vistazo's.
        StorageError: The folder cannot be written.
    """
    static = static or STATIC
    _check(models, static)
    with fresh_folder(out, force=force, apart_from=static) as folder:
        shutil.copytree(static, folder, dirs_exist_ok=True)
        rows = _write_models(folder, models)
        index = folder / "index.html"
        index.write_text(index_page(index.read_text(encoding="utf-8")), encoding="utf-8")
        (folder / LIST).write_text(
            json.dumps({"schema": 1, "models": [item.row for item in rows]}, ensure_ascii=False),
            encoding="utf-8",
        )
        for name, text in (*example_files(rows), *read_me(rows), (_AS_IT_IS, "")):
            (folder / name).write_text(text, encoding="utf-8")
        size = _size(folder)
    return Site(out, tuple(item.row["id"] for item in rows), size)


def _check(models: Sequence[ModelFiles], static: Path) -> None:
    if not (static / "index.html").is_file():
        raise OptionError(
            f"The page is not built, so {static} lacks index.html; build it with `make web`, or "
            "with `npm ci && npm run build` in the folder web."
        )
    if not models:
        raise OptionError("A site needs at least one recogniser; name one with --model.")


def _write_models(folder: Path, models: Sequence[ModelFiles]) -> list[SiteModel]:
    (folder / "models").mkdir()
    rows: list[SiteModel] = []
    for files in models:
        made = write_model(folder, files)
        if any(made.row["name"] == other.row["name"] for other in rows):
            raise OptionError(
                f"Two recognisers are called {made.row['name']!r}; the page tells them apart by "
                "name, so give each only once."
            )
        rows.append(made)
    return rows


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
