"""`vistazo train`."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress

from vistazo.cli.common import clear_errors, workshop
from vistazo.errors import OptionError


@clear_errors
def train(
    name: Annotated[str, typer.Argument(help="What to train: digits, characters or reader.")],
    network: Annotated[str | None, typer.Option(help="Ours, or another by name.")] = None,
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
    data: Annotated[list[str] | None, typer.Option(help="mnist, unipen or bhmsds.")] = None,
    outliers: Annotated[list[str] | None, typer.Option(help="unipen or cifar10.")] = None,
    save_path: Annotated[
        Path | None, typer.Option(help="The file to write; runs/NAME/NAME.onnx unless told.")
    ] = None,
    share: Annotated[
        float | None, typer.Option(help="Of the training pictures; all unless told.")
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on after a stop.")] = False,
) -> None:
    """Train, calibrate, export and judge a recogniser, or the reader of lines beside one."""
    if name == "reader":
        other: dict[str, Any] = {"--network": network, "--batch-size": batch_size, "--data": data}
        other |= {"--outliers": outliers, "--share": share}
        other |= {"--checkpoint-every": checkpoint_every}
        wrong = [option for option, value in other.items() if value is not None]
        if wrong:
            raise OptionError(f"The reader has no {', '.join(wrong)}; leave it out.")
        options: dict[str, Any] = {"epochs": epochs, "learning_rate": lr, "patience": patience}
        options |= {"seed": seed, "device": device, "threads": threads, "save_path": save_path}
        _train_reader(options, quick=quick, resume=resume)
        return
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
        "save_path": save_path or Path("runs", name, f"{name}.onnx"),
        "seed": seed,
        "device": device,
        "threads": threads,
    }
    _train_recogniser(name, given, quick=quick, resume=resume)


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
