"""`vistazo train`."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress

from vistazo.cli.common import clear_errors, workshop
from vistazo.cli.pull import BACKBONE, SMALL_NETWORK, train_photos
from vistazo.errors import OptionError


@clear_errors
def train(
    name: Annotated[
        str, typer.Argument(help="What to train: digits, characters, reader or photos.")
    ],
    network: Annotated[
        str | None, typer.Option(help="Ours, or another by name; of photos: small.")
    ] = None,
    epochs: Annotated[int | None, typer.Option(help="Passes over the pictures.")] = None,
    batch_size: Annotated[int | None, typer.Option(help="Pictures a step.")] = None,
    lr: Annotated[float | None, typer.Option(help="Peak learning rate.")] = None,
    patience: Annotated[int | None, typer.Option(help="Epochs without progress.")] = None,
    checkpoint_every: Annotated[
        int | None, typer.Option(help="Epochs between checkpoints; 1 unless told.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Of weights, order and augmentation.")] = 0,
    quick: Annotated[bool, typer.Option("--quick", help="One epoch, in a minute.")] = False,
    device: Annotated[str, typer.Option(help="auto, cpu, cuda or mps.")] = "auto",
    threads: Annotated[int, typer.Option(help="Of the processor.")] = 1,
    data: Annotated[
        list[str] | None, typer.Option(help="mnist, unipen, words, bhmsds; for photos also paths.")
    ] = None,
    outliers: Annotated[list[str] | None, typer.Option(help="unipen or cifar10.")] = None,
    save_path: Annotated[
        Path | None, typer.Option(help="The file to write; runs/NAME/NAME.onnx unless told.")
    ] = None,
    share: Annotated[
        float | None, typer.Option(help="Of the training pictures; all unless told.")
    ] = None,
    start: Annotated[
        Path | None, typer.Option(help="A checkpoint to start from, in place of fresh weights.")
    ] = None,
    teacher: Annotated[
        list[Path] | None,
        typer.Option(help="A checkpoint of a trained network to learn from as well."),
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on after a stop.")] = False,
    backbone: BACKBONE = None,
    loss: Annotated[
        list[str] | None, typer.Option(help="Photos: bce, focal or asl; of several, the best.")
    ] = None,
    side: Annotated[
        int | None, typer.Option(help="Photos: what the backbone is shown, pixels.")
    ] = None,
    fine_tune_epochs: Annotated[
        int | None, typer.Option(help="Photos: passes with the whole network.")
    ] = None,
) -> None:
    """Train, calibrate, export and judge a recogniser, or the reader of lines beside one."""
    of_photos: dict[str, Any] = {"--backbone": backbone, "--loss": loss, "--side": side}
    of_photos |= {"--fine-tune-epochs": fine_tune_epochs}
    of_ink: dict[str, Any] = {"--network": network, "--outliers": outliers, "--share": share}
    of_ink |= {"--checkpoint-every": checkpoint_every, "--teacher": teacher, "--start": start}
    common: dict[str, Any] = {"seed": seed, "device": device, "threads": threads}
    common["save_path"] = save_path
    if name == "photos":
        of_ink |= {"--network": None, "--patience": patience}
        of_ink |= {"--quick": quick or None, "--resume": resume or None}
        _refuse("Training on photos", of_ink)
        if network not in (None, SMALL_NETWORK):
            raise OptionError(f"--network must be {SMALL_NETWORK} for photos, got {network!r}.")
        if epochs is not None and network is None:
            raise OptionError(f"--epochs is for --network {SMALL_NETWORK}; leave it out.")
        common |= {"backbone": backbone, "data": data, "losses": loss, "side": side}
        common |= {"fine_tune_epochs": fine_tune_epochs, "learning_rate": lr}
        given = {**common, "batch_size": batch_size}
        path = train_photos(given, small=network is not None, epochs=epochs)
        typer.echo(f"\nwritten: {path}")
        return
    if name == "reader":
        _refuse("The reader", of_ink | of_photos | {"--batch-size": batch_size, "--data": data})
        options = common | {"epochs": epochs, "learning_rate": lr, "patience": patience}
        _train_reader(options, quick=quick, resume=resume)
        return
    _refuse(f"Training of {name}", of_photos)
    given = {
        "network": network,
        "epochs": epochs,
        "batch_size": batch_size,
        "learning_rate": lr,
        "patience": patience,
        "checkpoint_every": checkpoint_every,
        "share": share,
        "data": tuple(data) if data else None,
        "outliers": tuple(outliers) if outliers else None,
        "start": start,
        "teacher": tuple(teacher) if teacher else None,
        **common,
        "save_path": save_path or Path("runs", name, f"{name}.onnx"),
    }
    _train_recogniser(name, given, quick=quick, resume=resume)


def _refuse(what: str, options: dict[str, Any]) -> None:
    """Raise OptionError if one of these is given."""
    wrong = [option for option, value in options.items() if value is not None]
    if wrong:
        raise OptionError(f"{what} has no {', '.join(wrong)}; leave it out.")


def _train_recogniser(name: str, given: dict[str, Any], *, quick: bool, resume: bool) -> None:
    with workshop():
        from vistazo.service.log import configure_logging
        from vistazo.workshop.export.build import train_recogniser
        from vistazo.workshop.training.settings import USUAL, TrainSettings, quick_changes

    if name not in USUAL:
        raise OptionError(f"NAME must be one of {', '.join(USUAL)}, got {name!r}.")
    changes: dict[str, Any] = USUAL[name] | (quick_changes() if quick else {})
    changes |= {option: value for option, value in given.items() if value is not None}
    settings = TrainSettings(name=name, **changes)
    configure_logging("info", settings.save_path.with_suffix(".log"))
    with Progress(console=Console(stderr=True)) as bar:
        task = bar.add_task(f"training {name}", total=None)
        path, report = train_recogniser(
            settings,
            resume=resume,
            progress=lambda step, steps: bar.update(task, completed=step, total=steps),
        )
    typer.echo(report.to_text())
    typer.echo(f"\nwritten: {path}")


def _train_reader(options: dict[str, Any], *, quick: bool, resume: bool) -> None:
    with workshop():
        from vistazo.service.log import configure_logging
        from vistazo.workshop.export.reader import train_reader
        from vistazo.workshop.training.reader_settings import ReaderSettings, quick_reading

    changes = quick_reading() if quick else {}
    changes |= {option: value for option, value in options.items() if value is not None}
    settings = ReaderSettings(**changes)
    configure_logging("info", settings.save_path.with_suffix(".log"))
    with Progress(console=Console(stderr=True)) as bar:
        task = bar.add_task("training reader", total=None)
        path, report = train_reader(
            settings,
            resume=resume,
            progress=lambda step, steps: bar.update(task, completed=step, total=steps),
        )
    for figure, value in dataclasses.asdict(report).items():
        typer.echo(f"{figure}: {value:.4g}")
    typer.echo(f"\nwritten: {path}")
