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
from vistazo.evaluation import ManyReport, Report
from vistazo.runtime import Prior, Recognizer


@clear_errors
def evaluate(
    model: Annotated[str, typer.Argument(help="A name, name@version or path.")],
    data: Annotated[
        str | None,
        typer.Option(help="A public data set; mnist unless told, photos_voc20 for several labels."),
    ] = None,
    images: Annotated[
        Path | None,
        typer.Option(
            help="Your own: folder per label, CSV or NPZ; for several labels also Pascal VOC, "
            "COCO or YOLO."
        ),
    ] = None,
    part: Annotated[
        str | None, typer.Option(help="Of the data: test unless told; all of your own.")
    ] = None,
    voc_names: Annotated[
        bool, typer.Option("--voc-names", help="COCO's categories by Pascal VOC's names only.")
    ] = False,
    prior: PRIOR = None,
    labels: LABELS = None,
    profile: PROFILE = "",
    as_json: JSON = False,
) -> None:
    """Judge a model file on labelled pictures."""
    if data and images:
        raise OptionError("Give either --data or --images, not both.")
    recognizer = load_recognizer(model, profile)
    wanted = expected(recognizer, prior, labels)
    report: Report | ManyReport
    if recognizer.card.task == "many":
        if wanted is not None:
            raise OptionError(f"{recognizer.card.name!r} gives several labels; it takes no prior.")
        report = _judge_several(recognizer, data, images, part, voc_names=voc_names)
    else:
        if voc_names:
            raise OptionError("--voc-names is for recognisers that give several labels.")
        report = _judge(recognizer, data, images, part, wanted)
    typer.echo(report.to_json() if as_json else report.to_text())


def _judge(
    recognizer: Recognizer, data: str | None, images: Path | None, part: str | None, prior: Prior
) -> Report:
    from vistazo.workshop.data.load import load_dataset, load_public
    from vistazo.workshop.export.measure import measure

    which: Any = part or "test"
    if images and part:
        raise OptionError("Pictures of your own with one label each have no parts; leave it out.")
    if which not in ("train", "test"):
        raise OptionError(f"--part must be train or test, got {which!r}.")
    colours: Any = "grey" if recognizer.card.input == "ink" else "rgb"
    if images:
        return measure(recognizer, load_dataset(images, colours=colours), prior)
    return measure(recognizer, load_public(data or "mnist", which), prior)


def _judge_several(
    recognizer: Recognizer,
    data: str | None,
    images: Path | None,
    part: str | None,
    *,
    voc_names: bool,
) -> ManyReport:
    from vistazo.workshop.data.load_photos import load_photos, load_public_photos
    from vistazo.workshop.export.measure import measure_photos

    if images:
        photos = load_photos(images, part, labels=recognizer.labels, voc_names=voc_names)
    else:
        photos = load_public_photos(data or "photos_voc20", part)
    return measure_photos(recognizer, photos)
