"""`vistazo evaluate`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from vistazo.cli.common import (
    JSON,
    LABELS,
    PRIOR,
    PROFILE,
    clear_errors,
    expected,
    load_recognizer,
)
from vistazo.errors import OptionError


@clear_errors
def evaluate(
    model: Annotated[str, typer.Argument(help="A name, name@version or path.")],
    data: Annotated[
        str | None, typer.Option(help="A public data set's test part; mnist unless told.")
    ] = None,
    images: Annotated[
        Path | None, typer.Option(help="Your own: folder per label, CSV or NPZ.")
    ] = None,
    prior: PRIOR = None,
    labels: LABELS = None,
    profile: PROFILE = "",
    as_json: JSON = False,
) -> None:
    """Judge a model file on labelled pictures."""
    from vistazo.workshop.data.load import load_dataset, load_public
    from vistazo.workshop.export.measure import measure

    if data and images:
        raise OptionError("Give either --data or --images, not both.")
    recognizer = load_recognizer(model, profile)
    colours: Any = "grey" if recognizer.card.input == "ink" else "rgb"
    dataset = load_dataset(images, colours=colours) if images else load_public(data or "mnist")
    report = measure(recognizer, dataset, expected(recognizer, prior, labels))
    typer.echo(report.to_json() if as_json else report.to_text())
