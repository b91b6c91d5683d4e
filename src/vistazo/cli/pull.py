"""`vistazo pull`: make what is too large to ship, and let it answer here."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress

from vistazo.cli.common import AUTHOR, clear_errors, open_shop, user_name, workshop
from vistazo.errors import OptionError

BACKBONE = Annotated[
    str | None,
    typer.Option(
        help="mobilenet_v2, efficientnet-b0, dinov2-small, a folder, or a name on the Hugging "
        "Face hub."
    ),
]

PULLED = ("photos",)

SMALL_NETWORK = "small"
"""A backbone of our own, which learns from the one that is named."""


@clear_errors
def pull(
    name: Annotated[str, typer.Argument(help="What to fetch: photos.")],
    backbone: BACKBONE = None,
    data: Annotated[
        list[str] | None,
        typer.Option(help="photos_voc20, voc2007, voc2012 or paths of your own photos."),
    ] = None,
    seed: Annotated[int, typer.Option(help="Of what is drawn.")] = 0,
    author: AUTHOR = "",
) -> None:
    """Fetch a backbone, fit it to photos, and let the recogniser go live here."""
    if name not in PULLED:
        raise OptionError(f"NAME must be one of {', '.join(PULLED)}, got {name!r}.")
    from vistazo.learning.bundles import read_files

    with TemporaryDirectory() as folder:
        path = Path(folder, f"{name}.onnx")
        options = {"backbone": backbone, "data": data, "seed": seed, "save_path": path}
        train_photos(options, level="warning")
        with open_shop() as shop:
            shop.install([read_files(path)], chosen_by=author or user_name() or "pull")
            live = shop.champion(name)
    typer.echo(f"\nlive: {live.model}")


def train_photos(
    options: dict[str, Any],
    *,
    small: bool = False,
    epochs: int | None = None,
    level: str = "info",
) -> Path:
    """Train on photos, showing how far it is, and print the report.

    Args:
        options: Of PhotoSettings; what is None keeps its usual value.
        small: Whether a small backbone of our own learns from the one that the options name.
        epochs: How long it does; as usual if None.
        level: What is logged; from "info" on, also beside the file that is written.

    Returns:
        The file that was written.
    """
    with workshop():
        from vistazo.service.log import configure_logging
        from vistazo.workshop.export.photos import train_photos as train
        from vistazo.workshop.export.starter import train_starter
        from vistazo.workshop.training.distil import DistilSettings
        from vistazo.workshop.training.photo_settings import PhotoSettings

    given = {name: value for name, value in options.items() if value is not None}
    for name in ("data", "losses"):
        if name in given:
            given[name] = tuple(given[name])
    settings = PhotoSettings(**given)
    beside = settings.save_path.with_suffix(".log") if level == "info" else None
    configure_logging(level, beside)
    distillation = DistilSettings(
        seed=settings.seed, **({"epochs": epochs} if epochs is not None else {})
    )
    with Progress(console=Console(stderr=True)) as bar:
        task = bar.add_task("training photos", total=None)

        def tell(what: str, done: int, every: int) -> None:
            bar.update(task, description=what, completed=done, total=every)

        if small:
            path, report = train_starter(settings, distillation, tell)
        else:
            path, report = train(settings, tell)
    typer.echo(report.to_text())
    return path
