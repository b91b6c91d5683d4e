"""`vistazo site`: the page and recognisers as a folder that needs no server."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vistazo.cli.common import clear_errors, open_shop
from vistazo.errors import NotFoundError
from vistazo.runtime import shipped_models

if TYPE_CHECKING:
    from vistazo.learning import ModelFiles

_MEGABYTE = 1e6


@clear_errors
def site(
    out: Annotated[Path, typer.Argument(help="A folder; made where it is missing.")],
    model: Annotated[
        list[str] | None,
        typer.Option(
            help="A name, name@version or path; several times for several. All unless told."
        ),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Replace a site that lies there already.")
    ] = False,
) -> None:
    """Write the page and recognisers into a folder, for any host of plain files."""
    from vistazo.service.site import write_site

    files = [_files(name) for name in model or shipped_models()]
    done = write_site(out, files, force=force)
    typer.echo(f"written: {out}, {done.size / _MEGABYTE:.1f} MB, {', '.join(done.models)}")


def _files(model: str) -> ModelFiles:
    """What answers here under a name: what was learned, else what ships; or files by a path.

    Raises:
        ModelNotFoundError: Nothing there; the message lists what exists.
    """
    from vistazo.learning.bundles import read_files
    from vistazo.learning.places import exists

    name = model.partition("@")[0]
    if exists():
        with open_shop() as shop:
            if name in shop.names():
                try:
                    return shop.files(model)
                except NotFoundError:
                    # Perhaps the version that ships, which was never installed here.
                    return read_files(model)
    return read_files(model)
